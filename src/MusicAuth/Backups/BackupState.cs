namespace MusicAuth.Backups;

/// <summary>The last backup and the last restore of this instance; one row.</summary>
internal sealed class BackupState
{
    public const int SingleRowId = 1;

    public int Id { get; set; } = SingleRowId;

    /// <summary>When a process began a backup by schedule. The others leave it alone for a while.</summary>
    public DateTimeOffset? BegunAt { get; set; }

    public DateTimeOffset? LastGoodAt { get; set; }

    /// <summary>Why the last backup by schedule failed; null where it did not.</summary>
    public string? LastError { get; set; }

    public DateTimeOffset? RestoredAt { get; set; }

    /// <summary>When the restored backup was made.</summary>
    public DateTimeOffset? RestoredFrom { get; set; }
}
