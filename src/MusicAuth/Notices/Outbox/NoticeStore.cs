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

    /// <summary>Takes back the notices that no channel has taken yet, and whose connections all need nothing.</summary>
    /// <param name="userId">The user of the notices.</param>
    /// <param name="types">The types of the notices.</param>
    /// <param name="open">The providers whose connections still need the user.</param>
    /// <param name="cancellationToken">Cancels the deletion.</param>
    /// <remarks>Runs in the caller's transaction.</remarks>
    public async Task WithdrawAsync(
        Guid userId, IReadOnlyList<string> types, IReadOnlySet<string> open, CancellationToken cancellationToken)
    {
        var pending = db.Set<NoticeDelivery>().Where(delivery => delivery.State == DeliveryState.Pending);
        var notices = await db.Set<Notice>().AsNoTracking()
            .Where(notice => notice.UserId == userId && types.Contains(notice.Type)
                && pending.Any(delivery => delivery.NoticeId == notice.Id))
            .Select(notice => new { notice.Id, notice.Connections }).ToListAsync(cancellationToken);
        Guid[] obsolete =
        [
            .. notices.Where(notice => !JsonSerializer.Deserialize<NoticeConnection[]>(notice.Connections)!
                .Any(connection => open.Contains(connection.Provider))).Select(notice => notice.Id),
        ];
        if (obsolete.Length > 0)
            await pending.Where(delivery => obsolete.Contains(delivery.NoticeId))
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
