namespace MusicAuth.Library.Music;

/// <summary>The account that a playlist belongs to.</summary>
public sealed record PlaylistOwner(string? Id, string? Name);
