using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Notices.Consents;

/// <summary>Reads the consents of all users, and records their stages.</summary>
internal sealed class ConsentStore(MusicAuthDb db, GrantStatus status, TimeProvider time)
{
    public async Task<IReadOnlyList<GrantConsent>> ListAsync(CancellationToken cancellationToken)
    {
        var rows = await db.Set<Grant>().AsNoTracking().OrderBy(grant => grant.Id).Select(grant => new
        {
            grant.Id,
            grant.UserId,
            grant.Provider,
            grant.ClientId,
            grant.AccountId,
            grant.DisplayName,
            grant.AuthorizedAt,
            grant.AccessExpiresAt,
            grant.State,
            grant.Reason,
        }).ToListAsync(cancellationToken);
        return
        [
            .. from row in rows
               let endpoint = status.FindEndpoint(row.Provider)
               where endpoint is not null
               let reason = row.State == GrantState.ReauthorizationRequired
                   ? row.Reason ?? ReauthorizationReason.Revoked
                   : endpoint.ClientId is { } clientId && clientId != row.ClientId
                       ? ReauthorizationReason.AppChanged
                       : (ReauthorizationReason?)null
               select new GrantConsent(
                   row.Id, row.UserId, row.Provider, row.AccountId, row.DisplayName, row.AuthorizedAt,
                   endpoint.ReauthorizeBy(row.AuthorizedAt, row.AccessExpiresAt), reason),
        ];
    }

    public async Task<ILookup<Guid, ConsentAnnouncement>> ListAnnouncementsAsync(CancellationToken cancellationToken) =>
        (await db.Set<ConsentAnnouncement>().AsNoTracking().ToListAsync(cancellationToken))
            .ToLookup(announcement => announcement.GrantId);

    /// <summary>Adds the steps of a change, which the caller saves and commits.</summary>
    public void Record(ConsentChange change) => db.AddRange(change.State.Steps.Select(step => new ConsentAnnouncement
    {
        GrantId = change.Consent.GrantId,
        AuthorizedAt = change.Consent.AuthorizedAt,
        Stage = step.Stage,
        Repetition = step.Repetition,
        At = time.GetUtcNow(),
    }));

    /// <summary>Removes the stages of a grant's former consents.</summary>
    /// <remarks>Runs in the caller's transaction.</remarks>
    public Task ForgetFormerAsync(IReadOnlyList<Guid> grantIds, CancellationToken cancellationToken) =>
        db.Set<ConsentAnnouncement>()
            .Where(row => grantIds.Contains(row.GrantId) && db.Set<Grant>().Any(
                grant => grant.Id == row.GrantId && grant.AuthorizedAt > row.AuthorizedAt))
            .ExecuteDeleteAsync(cancellationToken);
}
