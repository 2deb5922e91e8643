using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Notices.Outbox;

/// <summary>The deliveries that wait, and their results.</summary>
internal sealed class DeliveryStore(
    MusicAuthDb db, IDatabaseDialect dialect, ChannelStore channels, TimeProvider time)
{
    /// <summary>Longer than an attempt, and short enough for the next start after a crash.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(18);

    public static readonly TimeSpan ParkedAfter = TimeSpan.FromDays(1);

    private static readonly BackoffSteps Backoff = new(TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(30));

    /// <param name="isRetry">Whether to list first attempts or retries.</param>
    /// <param name="after">The last one of the list before; default for the first list.</param>
    /// <param name="limit">The length of the list.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public Task<List<DueDelivery>> ListDueAsync(
        bool isRetry, Guid after, int limit, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        // A time beyond the longest delay comes from a clock that was ahead.
        var latest = now + Backoff.Max + ReplicaClocks.MaxSkew;
        return db.Set<NoticeDelivery>().AsNoTracking()
            .Where(row => row.State == DeliveryState.Pending
                && (row.NextAttemptAt <= now || row.NextAttemptAt > latest)
                && (row.Attempts > 0) == isRetry && row.Id.CompareTo(after) > 0)
            .OrderBy(row => row.Id).Take(limit).Select(row => new DueDelivery(row.Id, row.Attempts))
            .ToListAsync(cancellationToken);
    }

    /// <summary>When the next attempt of a delivery is due; null where no delivery waits.</summary>
    public Task<DateTimeOffset?> NextAttemptAsync(CancellationToken cancellationToken) => db.Set<NoticeDelivery>()
        .Where(row => row.State == DeliveryState.Pending).OrderBy(row => row.NextAttemptAt)
        .Select(row => (DateTimeOffset?)row.NextAttemptAt).FirstOrDefaultAsync(cancellationToken);

    /// <returns>Null where another process sends it, or where it does not exist any more.</returns>
    public async Task<ClaimedDelivery?> ClaimAsync(DueDelivery due, CancellationToken cancellationToken)
    {
        var now = dialect.UnixMillisecondsSql;
        var lease = ((long)Lease.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
#pragma warning disable EF1002, EF1003 // The SQL of the clock and the lease are constants.
        var claimed = await db.Database.ExecuteSqlRawAsync(
            $"UPDATE notice_deliveries SET leased_until = {now} + {lease}, attempts = attempts + 1 "
            + $"WHERE id = {{0}} AND attempts = {{1}} AND state = 'Pending' AND leased_until <= {now}",
            [due.Id, due.Attempts], cancellationToken);
#pragma warning restore EF1002, EF1003
        return claimed == 0 ? null : await (
            from delivery in db.Set<NoticeDelivery>().AsNoTracking()
            join notice in db.Set<Notice>().AsNoTracking() on delivery.NoticeId equals notice.Id
            join channel in db.Set<NoticeChannel>().AsNoTracking() on delivery.ChannelId equals channel.Id
            join user in db.Set<User>().AsNoTracking() on channel.UserId equals user.Id
            where delivery.Id == due.Id
            select new ClaimedDelivery(delivery, notice, channel, user.IsOwner)).FirstOrDefaultAsync(cancellationToken);
    }

    /// <returns>Whether the delivery is parked now.</returns>
    public async Task<bool> CompleteAsync(
        ClaimedDelivery claimed, SendResult result, CancellationToken cancellationToken)
    {
        var (now, attempts) = (time.GetUtcNow(), claimed.Delivery.Attempts);
        var state = result.Error is null ? DeliveryState.Sent
            : now - claimed.Notice.CreatedAt >= ParkedAfter ? DeliveryState.Parked
            : DeliveryState.Pending;
        var next = now + DelayAfter(attempts);
        var error = state == DeliveryState.Parked
            ? $"{result.Error} MusicAuth has given up one notice after a day."
            : result.Error;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // The channel comes first, as when a channel is deleted together with its deliveries. In another order,
        // PostgreSQL would end one of the two transactions as a deadlock.
        await channels.RecordResultAsync(claimed.Channel.Id, error, cancellationToken);
        await db.Set<NoticeDelivery>()
            .Where(row => row.Id == claimed.Delivery.Id && row.Attempts == attempts)
            .ExecuteUpdateAsync(
                row => row.SetProperty(delivery => delivery.State, state)
                    .SetProperty(delivery => delivery.NextAttemptAt, next)
                    .SetProperty(delivery => delivery.LeasedUntil, 0L),
                cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return state == DeliveryState.Parked;
    }

    /// <summary>Gives back a delivery whose attempt this process has not begun, or has broken off.</summary>
    public Task ReleaseAsync(ClaimedDelivery claimed, CancellationToken cancellationToken) => db.Set<NoticeDelivery>()
        .Where(row => row.Id == claimed.Delivery.Id && row.Attempts == claimed.Delivery.Attempts)
        .ExecuteUpdateAsync(row => row.SetProperty(delivery => delivery.LeasedUntil, 0L), cancellationToken);

    private static TimeSpan DelayAfter(int attempts)
    {
        var delay = TimeSpan.Zero;
        for (var attempt = 0; attempt < attempts && delay < Backoff.Max; attempt++)
            delay = Backoff.After(delay);
        return delay;
    }
}
