using Microsoft.Extensions.Options;

namespace MusicAuth.Upstream.RateLimits;

/// <summary>
/// Loads the stored rate-limit blocks before the server starts, persists new ones, and on PostgreSQL reads those of
/// the other replicas every four seconds. A database that does not answer holds up no call.
/// </summary>
public sealed partial class RateLimitBlockSync(
    RateLimitBlockQueue news, RateLimitBlockStore store, OutboundLimiter governor, IOptions<DatabaseOptions> database,
    TimeProvider clock, ILogger<RateLimitBlockSync> logger) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StopBudget = TimeSpan.FromSeconds(1);

    private bool _isRead;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _isRead = await TryAsync(ReadAsync, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    // What came last is written by a budget of its own: the host's may be used up.
    public override Task StopAsync(CancellationToken cancellationToken) =>
        ShutdownWork.TryRunAsync(StopBudget, base.StopAsync);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        Task.Run(() => WriteOnAsync(stoppingToken), CancellationToken.None),
        Task.Run(() => ReadOnAsync(stoppingToken), CancellationToken.None));

    private async Task WriteOnAsync(CancellationToken stopping)
    {
        try
        {
            while (await news.Pending.WaitToReadAsync(stopping))
            {
                while (news.Pending.TryPeek(out var note))
                {
                    if (await WriteAsync(note))
                        news.Pending.TryRead(out _);
                    else
                        await Task.Delay(TryAgain, clock, stopping);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // What came last is still to be written.
            while (news.Pending.TryRead(out var note))
                await WriteAsync(note);
        }
    }

    private async Task ReadOnAsync(CancellationToken stopping)
    {
        // One process alone knows its own.
        using var timer = new PeriodicTimer(Poll, clock);
        while ((database.Value.IsPostgres || !_isRead) && await NextAsync(timer, stopping))
            _isRead = await TryAsync(ReadAsync, stopping) || _isRead;
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        foreach (var note in await store.ListAsync(cancellationToken))
            governor.ApplyStoredBlock(note);
    }

    private async Task<bool> WriteAsync(StoredRateLimitBlock note)
    {
        if (note.Span.Until <= clock.GetUtcNow())
            return true;
        if (!await TryAsync(stop => store.SaveAsync(note, stop), CancellationToken.None))
            return false;
        Log.Kept(logger, note.Provider, note.Kind, note.Span.Until, note.Span.Reason);
        return true;
    }

    private async Task<bool> TryAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work(cancellationToken);
            return true;
        }
#pragma warning disable CA1031 // The pause holds in memory; the next round tries again.
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Log.NotNow(logger, failure);
            return false;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken stopping)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(11, LogLevel.Warning,
            "Calls to {Provider} ({Kind}) do not leave before {Until}, also after a restart. {Reason}")]
        public static partial void Kept(
            ILogger logger, string provider, RateLimitScope kind, DateTimeOffset until, string? reason);

        [LoggerMessage(12, LogLevel.Warning,
            "The providers' pauses could not be read or written now; those of this process hold in memory")]
        public static partial void NotNow(ILogger logger, Exception failure);
    }
}
