namespace MusicAuth.Vault.Rotation;

/// <summary>The number of values that a master key encrypts in a store.</summary>
/// <param name="KeyFile">The file of the key; null for a key that is not configured.</param>
internal sealed record MasterKeyUsage(string StoreName, string? KeyFile, long Values);
