using System.Text.Json;

namespace MusicAuth.Notices.Outbox;

/// <summary>
/// Sends the notices of the outbox when the scheduler wakes the sender. First attempts do not wait for retries, whose
/// targets are often slow.
/// </summary>
internal sealed partial class NoticeSender(
    ScopedServices scopes, PlainSql sql, ChannelSender channels, OutboxAgenda agenda, NoticeMetrics metrics,
    ILogger<NoticeSender> logger) : BackgroundService
{
    /// <summary>How many first attempts, and how many retries, run at the same time.</summary>
    public const int MaxConcurrent = 16;

    private const int BatchSize = 100;
    private const string AnyPending = "SELECT 1 FROM notice_deliveries WHERE state = 'Pending' LIMIT 1";
    private static readonly TimeSpan StopBudget = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim _first = new(0, 1);
    private readonly SemaphoreSlim _retries = new(0, 1);

    public void Wake()
    {
        Release(_first);
        Release(_retries);
    }

    public override void Dispose()
    {
        _first.Dispose();
        _retries.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // An attempt at the moment of a stop gets a little time, so that its result is stored.
        using var sending = new CancellationTokenSource();
        await using var stop = stoppingToken.Register(() => sending.CancelAfter(StopBudget));
        await Task.WhenAll(
            RunAsync(_first, isRetry: false, sending.Token, stoppingToken),
            RunAsync(_retries, isRetry: true, sending.Token, stoppingToken));
    }

    private async Task RunAsync(
        SemaphoreSlim woken, bool isRetry, CancellationToken sending, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await woken.WaitAsync(stoppingToken);
                // Without EF, which an idle broker does not load.
                if (!await sql.AnyAsync(AnyPending, stoppingToken))
                    continue;
                await SendDueAsync(isRetry, sending, stoppingToken);
                if (await scopes.UseAsync((DeliveryStore store) => store.NextAttemptAsync(stoppingToken)) is { } next)
                    agenda.Expect(next);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The next round tries again.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                Log.RoundFailed(logger, failure);
                agenda.Expect();
            }
        }
    }

    private async Task SendDueAsync(bool isRetry, CancellationToken sending, CancellationToken stoppingToken) =>
        await Parallel.ForEachAsync(
            ListDueAsync(isRetry, stoppingToken),
            new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrent, CancellationToken = stoppingToken },
            async (due, _) => await SendAsync(due, sending));

    private async IAsyncEnumerable<DueDelivery> ListDueAsync(
        bool isRetry, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = Guid.Empty;
        while (await scopes.UseAsync((DeliveryStore store) =>
            store.ListDueAsync(isRetry, last, BatchSize, cancellationToken)) is [.., var lastOfBatch] batch)
        {
            last = lastOfBatch.Id;
            foreach (var due in batch)
                yield return due;
        }
    }

    private async Task SendAsync(DueDelivery due, CancellationToken sending)
    {
        try
        {
            if (await scopes.UseAsync((DeliveryStore store) => store.ClaimAsync(due, sending)) is { } claimed)
                await SendAsync(claimed, sending);
        }
#pragma warning disable CA1031 // A failure of one delivery must not stop the others.
        catch (Exception failure) when (!sending.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Log.DeliveryFailed(logger, failure, due.Id);
        }
    }

    private async Task SendAsync(ClaimedDelivery claimed, CancellationToken sending)
    {
        SendResult result;
        try
        {
            result = await channels.SendAsync(claimed.Channel, claimed.IsOwner, ToMessage(claimed), sending);
        }
        catch (OperationCanceledException)
        {
            await scopes.UseAsync((DeliveryStore store) => store.ReleaseAsync(claimed, CancellationToken.None));
            throw;
        }

        if (await scopes.UseAsync((DeliveryStore store) =>
            store.CompleteAsync(claimed, result, CancellationToken.None)))
        {
            metrics.RecordParked(claimed.Channel.Kind);
            Log.Parked(logger, claimed.Notice.Type, claimed.Channel.Kind, claimed.Channel.Id);
        }
    }

    private static NoticeMessage ToMessage(ClaimedDelivery claimed)
    {
        var notice = claimed.Notice;
        return new NoticeMessage(
            claimed.Delivery.Id, notice.Type, notice.Title, notice.Detail, notice.ActionUrl, notice.CreatedAt,
            JsonSerializer.Deserialize<List<NoticeConnection>>(notice.Connections) ?? [], notice.IsUrgent);
    }

    private static void Release(SemaphoreSlim semaphore)
    {
        try
        {
            semaphore.Release();
        }
        catch (SemaphoreFullException)
        {
            // The loop has not begun the round before.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(13020, LogLevel.Warning, "A round of deliveries failed; the next round follows")]
        public static partial void RoundFailed(ILogger logger, Exception failure);

        [LoggerMessage(13021, LogLevel.Warning, "The result of the delivery {DeliveryId} was not stored; it is sent "
            + "again")]
        public static partial void DeliveryFailed(ILogger logger, Exception failure, Guid deliveryId);

        [LoggerMessage(13022, LogLevel.Warning, "A notice {Type} was given up after a day, {Kind} channel {ChannelId}")]
        public static partial void Parked(ILogger logger, string type, ChannelKind kind, Guid channelId);
    }
}
