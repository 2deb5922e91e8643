namespace MusicAuth.Vault.Keys;

/// <summary>The master key cannot be used; the message is one line that says why and what mends it.</summary>
public sealed class MasterKeyUnusableException(string message, Exception? inner = null) : Exception(message, inner);
