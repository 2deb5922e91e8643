namespace MusicAuth.Backups.Schedule;

/// <summary>When the last good backup was made, read without EF, which an idle broker does not load.</summary>
internal sealed class LastBackup(PlainSql sql, BackupMetrics metrics)
{
    /// <summary>Null where there was none.</summary>
    public DateTimeOffset? MadeAt { get; private set; }

    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        MadeAt = await sql.ListAsync(
            "SELECT last_good_at FROM backup_state WHERE last_good_at IS NOT NULL", static row => row.GetInt64(0),
            cancellationToken) is [var at]
            ? DateTimeOffset.FromUnixTimeMilliseconds(at)
            : null;
        metrics.SetLastGood(MadeAt);
    }
}
