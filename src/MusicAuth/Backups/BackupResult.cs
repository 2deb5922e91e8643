namespace MusicAuth.Backups;

/// <summary>A backup that was written and checked.</summary>
internal sealed record BackupResult(string File, long Bytes, BackupManifest Manifest);
