namespace MusicAuth.Passthrough.Rewriting;

/// <summary>The replacement of a range of bytes.</summary>
internal readonly record struct TextEdit(int From, int To, ReadOnlyMemory<byte> Replacement);
