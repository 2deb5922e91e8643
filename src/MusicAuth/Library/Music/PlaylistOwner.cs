namespace MusicAuth.Library.Music;

/// <summary>The owner of a playlist.</summary>
public sealed record PlaylistOwner(string? Id, string? Name);
