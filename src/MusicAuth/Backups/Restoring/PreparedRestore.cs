namespace MusicAuth.Backups.Restoring;

/// <summary>A decrypted and checked backup, ready to be copied into the database of the settings.</summary>
/// <param name="Folder">The folder with its files, which the restore deletes.</param>
/// <param name="Manifest">The content of the backup.</param>
/// <param name="HasNewKey">Whether the master key of the backup replaces the configured one.</param>
/// <param name="Restored">The content after the preparation, which ends a part of it.</param>
internal sealed record PreparedRestore(
    string Folder, BackupManifest Manifest, bool HasNewKey, RestoredContent Restored)
{
    public string Database => Path.Combine(Folder, BackupFile.DatabaseName);

    public string Key => Path.Combine(Folder, BackupFile.KeyName);
}
