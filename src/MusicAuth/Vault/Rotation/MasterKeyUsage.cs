namespace MusicAuth.Vault.Rotation;

/// <summary>What a master key is needed for.</summary>
/// <param name="StoreName">Where the values are.</param>
/// <param name="KeyFile">The key's file; null where none that is named sealed them.</param>
/// <param name="Values">How many.</param>
public sealed record MasterKeyUsage(string StoreName, string? KeyFile, long Values);
