namespace MusicAuth.Notices.Outbox;

/// <summary>
/// Collects notices every few seconds, and starts the sender. A round in which nothing is due reads only memory.
/// </summary>
internal sealed partial class NoticeScheduler(
    IEnumerable<INoticeSource> sources, NoticeSender sender, OutboxAgenda agenda, PlainSql sql,
    IHostApplicationLifetime lifetime, TimeProvider time, ILogger<NoticeScheduler> logger)
    : PeriodicService(Interval, lifetime, time)
{
    public static readonly TimeSpan Retention = TimeSpan.FromDays(30);

    // An event, or a change of the clock, is seen at most so late.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private readonly TimeProvider _time = time;
    private readonly HourlyScan _purge = new();
    private readonly SemaphoreSlim _collecting = new(1);

    public async Task CollectAsync(CancellationToken cancellationToken)
    {
        await _collecting.WaitAsync(cancellationToken);
        try
        {
            await CollectAllAsync(cancellationToken);
        }
        finally
        {
            _collecting.Release();
        }
    }

    /// <summary>Collects the notices that are due, and starts the sender if the outbox is not empty.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        await CollectAsync(cancellationToken);
        if (agenda.TakeDue())
            sender.Wake();
        var now = _time.GetUtcNow();
        if (!_purge.IsDue(now))
            return;
        var oldest = (now - Retention).ToUnixTimeMilliseconds();
        await sql.ExecuteAsync("DELETE FROM notices WHERE created_at < @p0", cancellationToken, oldest);
        await sql.ExecuteAsync("DELETE FROM notice_incidents WHERE last_seen_at < @p0", cancellationToken, oldest);
        _purge.Complete(now);
    }

    public override void Dispose()
    {
        _collecting.Dispose();
        base.Dispose();
    }

    protected override Task RunRoundAsync(CancellationToken cancellationToken) => RunOnceAsync(cancellationToken);

    protected override void LogFailure(Exception failure) => Log.RoundFailed(logger, failure);

    private async Task CollectAllAsync(CancellationToken cancellationToken)
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

    private static partial class Log
    {
        [LoggerMessage(13010, LogLevel.Warning, "{Source} could not be collected; the next round tries again")]
        public static partial void SourceFailed(ILogger logger, Exception failure, string source);

        [LoggerMessage(13011, LogLevel.Warning, "A round of notices failed; the next round follows")]
        public static partial void RoundFailed(ILogger logger, Exception failure);
    }
}
