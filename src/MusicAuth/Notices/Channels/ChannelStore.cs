using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Notices.Channels;

/// <summary>The channels in the database.</summary>
internal sealed class ChannelStore(
    MusicAuthDb db, IDatabaseDialect dialect, ChannelProtector protector, AuditStore audit,
    RollbackCounter rollbackCounter, TimeProvider time)
{
    public const int MaxPerUser = 10;

    public async Task<IReadOnlyList<NoticeChannel>> ListAsync(Guid userId, CancellationToken cancellationToken) =>
        await db.Set<NoticeChannel>().AsNoTracking().Where(channel => channel.UserId == userId)
            .OrderBy(channel => channel.CreatedAt).ThenBy(channel => channel.Id).ToListAsync(cancellationToken);

    /// <summary>The channels of all users whose last attempt failed.</summary>
    public async Task<IReadOnlyList<NoticeChannel>> ListFailingAsync(CancellationToken cancellationToken) =>
        await db.Set<NoticeChannel>().AsNoTracking().Where(channel => channel.LastError != null)
            .ToListAsync(cancellationToken);

    public Task<NoticeChannel?> FindAsync(Guid userId, Guid id, CancellationToken cancellationToken) =>
        OfUser(userId, id).AsNoTracking().FirstOrDefaultAsync(cancellationToken);

    /// <summary>Adds a channel, and records it.</summary>
    /// <exception cref="ProblemException">limit_reached.</exception>
    public async Task<NoticeChannel> AddAsync(
        Guid userId, ChannelKind kind, ChannelAddress address, AuditEvent e, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var channel = new NoticeChannel
        {
            Id = Guid.CreateVersion7(now),
            UserId = userId,
            Kind = kind,
            CreatedAt = now,
        };
        protector.Protect(channel, address);
        // Another request must not add a channel between the count and the insert.
        await using var transaction = await dialect.BeginExclusiveTransactionAsync(db, cancellationToken);
        if (await db.Set<NoticeChannel>().CountAsync(row => row.UserId == userId, cancellationToken) >= MaxPerUser)
            throw new ProblemException(
                ProblemCode.LimitReached,
                $"You already have {MaxPerUser} channels, which is the limit. Delete one that you do not use.");
        db.Add(channel);
        audit.Add(e);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return channel;
    }

    /// <summary>Deletes a channel, and records it.</summary>
    /// <returns>False where this user has no such channel.</returns>
    public async Task<bool> DeleteAsync(Guid userId, Guid id, AuditEvent e, CancellationToken cancellationToken)
    {
        if (await FindAsync(userId, id, cancellationToken) is not { } channel)
            return false;
        return await audit.RecordAsync(
            e with { Data = ChannelInfo.NameOf(channel.Kind) },
            async () =>
            {
                // An older copy of the database, which sends notices to the channel, must be detected. IncrementAsync
                // explains the order.
                await rollbackCounter.IncrementAsync(db, cancellationToken);
                return await OfUser(userId, id).ExecuteDeleteAsync(cancellationToken) > 0;
            },
            cancellationToken);
    }

    /// <param name="id">The channel.</param>
    /// <param name="error">Null after a success.</param>
    /// <param name="cancellationToken">Cancels the change.</param>
    public Task RecordResultAsync(Guid id, string? error, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return db.Set<NoticeChannel>().Where(channel => channel.Id == id).ExecuteUpdateAsync(
            row =>
            {
                row.SetProperty(channel => channel.LastError, error);
                if (error is null)
                    row.SetProperty(channel => channel.LastSentAt, now);
            },
            cancellationToken);
    }

    private IQueryable<NoticeChannel> OfUser(Guid userId, Guid id) =>
        db.Set<NoticeChannel>().Where(channel => channel.UserId == userId && channel.Id == id);
}
