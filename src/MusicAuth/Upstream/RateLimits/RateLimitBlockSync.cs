using Microsoft.Extensions.Options;

namespace MusicAuth.Upstream.RateLimits;

/// <summary>
/// Loads the stored rate-limit blocks before the server starts, persists new ones, and on PostgreSQL reads those of
/// the other replicas every 4 s. No call waits for the database.
/// </summary>
internal sealed partial class RateLimitBlockSync(
    NewRateLimitBlocks queue, RateLimitBlockStore store, OutboundLimiter limiter, IOptions<DatabaseOptions> database,
    TimeProvider clock, ILogger<RateLimitBlockSync> logger) : BackgroundService
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StopBudget = TimeSpan.FromSeconds(1);

    private bool _isLoaded;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _isLoaded = await TryAsync(LoadAsync, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    // The host's own stop budget may be used up already.
    public override Task StopAsync(CancellationToken cancellationToken) =>
        ShutdownWork.RunAsync(StopBudget, base.StopAsync);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        Task.Run(() => PersistAsync(stoppingToken), CancellationToken.None),
        Task.Run(() => PollAsync(stoppingToken), CancellationToken.None));

    private async Task PersistAsync(CancellationToken stopping)
    {
        try
        {
            while (await queue.Pending.WaitToReadAsync(stopping))
            {
                while (queue.Pending.TryPeek(out var block))
                {
                    if (await SaveAsync(block))
                        queue.Pending.TryRead(out _);
                    else
                        await Task.Delay(RetryDelay, clock, stopping);
                }
            }
        }
        catch (OperationCanceledException)
        {
            while (queue.Pending.TryRead(out var block))
                await SaveAsync(block);
        }
    }

    // On SQLite there is no other process: one successful load is enough.
    private async Task PollAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(PollInterval, clock);
        while ((database.Value.IsPostgres || !_isLoaded) && await timer.WaitForNextTickAsync(stopping))
            _isLoaded = await TryAsync(LoadAsync, stopping) || _isLoaded;
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        foreach (var block in await store.ListAsync(cancellationToken))
            limiter.ApplyStoredBlock(block);
    }

    private async Task<bool> SaveAsync(StoredRateLimitBlock block)
    {
        if (block.BlockedUntil <= clock.GetUtcNow())
            return true;
        if (!await TryAsync(stop => store.SaveAsync(block, stop), CancellationToken.None))
            return false;
        Log.Stored(logger, block.Provider, block.Scope, block.BlockedUntil, block.Reason);
        return true;
    }

    private async Task<bool> TryAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work(cancellationToken);
            return true;
        }
#pragma warning disable CA1031 // The block holds in memory; the next round tries again.
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Log.DatabaseFailed(logger, failure);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4011, LogLevel.Warning,
            "{Provider} rate-limits this server: no {Kind} call leaves before {Until}, even after a restart. {Reason}")]
        public static partial void Stored(
            ILogger logger, string provider, RateLimitScope kind, DateTimeOffset until, string? reason);

        [LoggerMessage(4012, LogLevel.Warning,
            "The database cannot read or write rate-limit blocks now; the blocks of this process hold in memory")]
        public static partial void DatabaseFailed(ILogger logger, Exception failure);
    }
}
