namespace MusicAuth.Grants.Storage;

/// <summary>A grant with its tokens in the open, for as long as one call needs them.</summary>
public sealed record DecryptedGrant(Grant Grant, AccessToken AccessToken, RefreshToken? RefreshToken);
