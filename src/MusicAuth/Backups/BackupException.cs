namespace MusicAuth.Backups;

/// <summary>
/// A backup cannot be made or restored. The message states the cause and its remedy. Nothing has changed.
/// </summary>
internal sealed class BackupException(string message, Exception? inner = null) : Exception(message, inner);
