namespace MusicAuth.Providers;

/// <summary>The address of a profile picture; null where the account has none.</summary>
internal sealed record PictureLink(string? Url);
