namespace MusicAuth.Library.Music;

/// <summary>An album, the show of an episode, or the audiobook of a chapter.</summary>
public sealed record Album(string? Id, string? Name, string? ImageUrl);
