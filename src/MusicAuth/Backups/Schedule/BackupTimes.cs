using System.Data.Common;

namespace MusicAuth.Backups.Schedule;

/// <summary>The times by which the age of a backup is judged.</summary>
/// <param name="LastGoodAt">When the last good backup was made; null before the first one.</param>
/// <param name="FirstUserAt">Since when there is something to lose; null without users.</param>
internal sealed record BackupTimes(DateTimeOffset? LastGoodAt, DateTimeOffset? FirstUserAt)
{
    public const string Sql = "SELECT (SELECT last_good_at FROM backup_state), (SELECT min(created_at) FROM users)";

    public static readonly BackupTimes Unknown = new(null, null);

    /// <summary>The owner should have a backup that is not older.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromDays(7);

    public static BackupTimes Of(DbDataReader row) => new(TimeOf(row, 0), TimeOf(row, 1));

    /// <returns>Null also for a time in the future, which comes from a wrong clock.</returns>
    public static DateTimeOffset? Plausible(DateTimeOffset? at, DateTimeOffset now) =>
        at <= now + ReplicaClocks.MaxSkew ? at : null;

    private static DateTimeOffset? TimeOf(DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));
}
