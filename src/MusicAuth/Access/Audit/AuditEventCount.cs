namespace MusicAuth.Access.Audit;

/// <summary>The number of equal events in a clock hour.</summary>
internal sealed record AuditEventCount(
    AuditEvent Event, long Hour, DateTimeOffset First, DateTimeOffset Last, long Count)
{
    public const int SecondsPerHour = 3600;

    /// <summary>The number of the hour since 1970.</summary>
    public static long HourOf(DateTimeOffset instant) => instant.ToUnixTimeSeconds() / SecondsPerHour;

    public static DateTimeOffset StartOf(long hour) => DateTimeOffset.FromUnixTimeSeconds(hour * SecondsPerHour);
}
