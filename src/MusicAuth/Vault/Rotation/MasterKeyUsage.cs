namespace MusicAuth.Vault.Rotation;

/// <summary>The number of values that a master key encrypts in a store.</summary>
/// <param name="StoreName">The store.</param>
/// <param name="KeyFile">The file of the key; null for a key that is not configured.</param>
/// <param name="Values">The number of values.</param>
public sealed record MasterKeyUsage(string StoreName, string? KeyFile, long Values);
