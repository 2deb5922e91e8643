namespace MusicAuth.Backups.Age;

/// <summary>The file is no age file with a passphrase, it is damaged, or the passphrase is wrong.</summary>
internal sealed class AgeFormatException(string message, Exception? inner = null) : Exception(message, inner);
