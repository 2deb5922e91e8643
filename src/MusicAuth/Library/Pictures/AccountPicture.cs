namespace MusicAuth.Library.Pictures;

/// <summary>The profile picture of an account.</summary>
public sealed record AccountPicture(string ContentType, ReadOnlyMemory<byte> Content);
