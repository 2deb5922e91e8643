namespace MusicAuth.Access.Audit;

/// <summary>Equal events of one clock hour, counted.</summary>
public sealed record AuditEventCount(
    AuditEvent Event, long Hour, DateTimeOffset First, DateTimeOffset Last, long Count)
{
    public const int SecondsPerHour = 3600;

    /// <summary>The hour as a number that goes on for ever.</summary>
    public static long HourOf(DateTimeOffset instant) => instant.ToUnixTimeSeconds() / SecondsPerHour;

    public static DateTimeOffset StartOf(long hour) => DateTimeOffset.FromUnixTimeSeconds(hour * SecondsPerHour);
}
