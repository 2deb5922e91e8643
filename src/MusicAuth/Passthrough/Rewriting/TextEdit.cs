namespace MusicAuth.Passthrough.Rewriting;

/// <summary>From here to there, something else.</summary>
internal readonly record struct TextEdit(int From, int To, ReadOnlyMemory<byte> Replacement);
