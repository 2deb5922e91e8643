namespace MusicAuth.Vault;

/// <summary>The master key cannot be used; the message is one line that says why and what mends it.</summary>
public sealed class VaultSealedException(string message, Exception? inner = null) : Exception(message, inner);
