namespace MusicAuth.Notices.Outbox;

/// <summary>Collects notices every few seconds, and starts the sender.</summary>
internal sealed partial class NoticeScheduler(
    IEnumerable<INoticeSource> sources, NoticeSender sender, ScopedServices scopes, IHostApplicationLifetime lifetime,
    TimeProvider time, ILogger<NoticeScheduler> logger) : PeriodicService(Interval, lifetime, time)
{
    public static readonly TimeSpan Retention = TimeSpan.FromDays(30);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PurgeInterval = TimeSpan.FromHours(1);
    private readonly TimeProvider _time = time;
    private DateTimeOffset _nextPurge = DateTimeOffset.MinValue;

    public async Task CollectAsync(CancellationToken cancellationToken)
    {
        foreach (var source in sources)
        {
            try
            {
                await source.CollectAsync(cancellationToken);
            }
#pragma warning disable CA1031 // The other sources and the sender go on, and the next round tries again.
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                Log.SourceFailed(logger, failure, source.GetType().Name);
            }
        }
    }

    protected override async Task RunRoundAsync(CancellationToken cancellationToken)
    {
        await CollectAsync(cancellationToken);
        sender.Wake();
        var now = _time.GetUtcNow();
        if (now < _nextPurge)
            return;
        _nextPurge = now + PurgeInterval;
        await scopes.UseAsync((NoticeStore store) => store.PurgeAsync(now - Retention, cancellationToken));
        await scopes.UseAsync((IncidentStore store) => store.PurgeAsync(now - Retention, cancellationToken));
    }

    protected override void LogFailure(Exception failure) => Log.RoundFailed(logger, failure);

    private static partial class Log
    {
        [LoggerMessage(13010, LogLevel.Warning, "{Source} could not be collected; the next round tries again")]
        public static partial void SourceFailed(ILogger logger, Exception failure, string source);

        [LoggerMessage(13011, LogLevel.Warning, "A round of notices failed; the next round follows")]
        public static partial void RoundFailed(ILogger logger, Exception failure);
    }
}
