using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Operations.Cli;

/// <summary>Rows of one user that only an export lists, without tokens.</summary>
internal sealed class UserExportStore(MusicAuthDb db, Guid userId)
{
    public async Task<IReadOnlyList<object>> ListPendingLinksAsync(CancellationToken cancellationToken) =>
        await db.Set<PendingLink>().Where(link => link.UserId == userId).OrderBy(link => link.Id)
            .Select(link => new
            {
                link.Provider,
                link.AccountId,
                link.ProviderUserId,
                link.DisplayName,
                link.Scopes,
                link.ConsentedAt,
                link.AccessExpiresAt,
                link.ExpiresAt,
            }).ToListAsync(cancellationToken);

    public async Task<IReadOnlyList<object>> ListNoticesAsync(CancellationToken cancellationToken) =>
        await db.Set<Notice>().Where(notice => notice.UserId == userId).OrderBy(notice => notice.Id)
            .Select(notice => new
            {
                notice.Id,
                notice.Type,
                notice.Title,
                notice.Detail,
                notice.ActionUrl,
                notice.CreatedAt,
            }).ToListAsync(cancellationToken);

    public async Task<IReadOnlyList<object>> ListNoticeIncidentsAsync(CancellationToken cancellationToken) =>
        await db.Set<NoticeIncident>().Where(incident => incident.UserId == userId)
            .OrderBy(incident => incident.Subject)
            .Select(incident => new { incident.Subject, incident.LastSeenAt }).ToListAsync(cancellationToken);

    public async Task<IReadOnlyList<object>> ListConsentStagesAsync(CancellationToken cancellationToken) =>
        await db.Set<ConsentAnnouncement>()
            .Where(row => db.Set<Grant>().Any(grant => grant.Id == row.GrantId && grant.UserId == userId))
            .OrderBy(row => row.AuthorizedAt).ThenBy(row => row.At)
            .Select(row => new { ConnectionId = row.GrantId, row.AuthorizedAt, row.Stage, row.At })
            .ToListAsync(cancellationToken);
}
