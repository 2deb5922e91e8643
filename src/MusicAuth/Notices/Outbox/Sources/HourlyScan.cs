namespace MusicAuth.Notices.Outbox.Sources;

/// <summary>When a source reads the whole database: at the start, and once an hour for the events of others.</summary>
internal sealed class HourlyScan
{
    public static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private DateTimeOffset? _last;

    /// <summary>Also true after the clock was set back.</summary>
    public bool IsDue(DateTimeOffset now) => _last is not { } last || now < last || now >= last + Interval;

    public void Complete(DateTimeOffset now) => _last = now;
}
