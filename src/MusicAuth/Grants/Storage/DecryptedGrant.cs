namespace MusicAuth.Grants.Storage;

/// <summary>A grant with its decrypted tokens.</summary>
public sealed record DecryptedGrant(Grant Grant, AccessToken AccessToken, RefreshToken? RefreshToken);
