namespace MusicAuth.Backups.Schedule;

/// <summary>When the last good backup was made, read without EF, which an idle broker does not load.</summary>
internal sealed class LastBackup(PlainSql sql, BackupMetrics metrics)
{
    /// <summary>Null where there was none.</summary>
    public DateTimeOffset? MadeAt { get; private set; }

    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var times = (await sql.ListAsync(BackupTimes.Sql, BackupTimes.Of, cancellationToken))[0];
        MadeAt = times.LastGoodAt;
        metrics.SetTimes(times);
    }
}
