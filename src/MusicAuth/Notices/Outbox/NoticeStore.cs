using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Notices.Outbox;

/// <summary>Puts notices into the outbox.</summary>
internal sealed class NoticeStore(MusicAuthDb db, OutboxAgenda agenda, TimeProvider time)
{
    /// <summary>Adds one delivery for each channel of each user; the caller saves and commits.</summary>
    public async Task AddAsync(IReadOnlyList<NoticeDraft> drafts, CancellationToken cancellationToken)
    {
        if (drafts.Count == 0)
            return;
        Guid[] users = [.. drafts.Select(draft => draft.UserId).Distinct()];
        var channels = (await db.Set<NoticeChannel>().AsNoTracking().Where(channel => users.Contains(channel.UserId))
            .Select(channel => new { channel.UserId, channel.Id }).ToListAsync(cancellationToken))
            .ToLookup(channel => channel.UserId, channel => channel.Id);
        var now = time.GetUtcNow();
        // The scheduler, which waits for the caller's commit, then looks into the outbox.
        agenda.Expect();
        // Without a channel there is nothing to send: the page and the to-do list still show it.
        foreach (var draft in drafts.Where(draft => channels.Contains(draft.UserId)))
        {
            var notice = ToNotice(draft, now);
            db.Add(notice);
            db.AddRange(channels[draft.UserId].Select(channel => new NoticeDelivery
            {
                Id = Guid.CreateVersion7(now),
                NoticeId = notice.Id,
                ChannelId = channel,
                NextAttemptAt = now,
            }));
        }
    }

    /// <summary>Takes back a notice that no channel has taken yet, and that is about this connection alone.</summary>
    /// <remarks>Runs in the caller's transaction.</remarks>
    public Task WithdrawAsync(
        Guid userId, string provider, IReadOnlyList<string> types, CancellationToken cancellationToken)
    {
        var start = $"[{{\"{nameof(NoticeConnection.Provider)}\":\"{provider}\"";
        return db.Set<NoticeDelivery>().Where(delivery => delivery.State == DeliveryState.Pending
            && db.Set<Notice>().Any(notice => notice.Id == delivery.NoticeId && notice.UserId == userId
                && types.Contains(notice.Type) && notice.Connections.StartsWith(start)
                && !notice.Connections.Contains("},{")))
            .ExecuteDeleteAsync(cancellationToken);
    }

    private static Notice ToNotice(NoticeDraft draft, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        UserId = draft.UserId,
        Type = draft.Type,
        Title = draft.Title,
        Detail = draft.Detail,
        ActionUrl = draft.ActionUrl,
        IsUrgent = draft.IsUrgent,
        Connections = JsonSerializer.Serialize(draft.Connections),
        CreatedAt = now,
    };
}
