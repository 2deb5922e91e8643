namespace MusicAuth.Library.Music;

/// <summary>An artist of a track.</summary>
public sealed record Artist(string? Id, string? Name);
