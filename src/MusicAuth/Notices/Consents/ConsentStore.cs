using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Notices.Consents;

/// <summary>Reads consents, and records their stages.</summary>
internal sealed class ConsentStore(MusicAuthDb db, GrantStatus status, TimeProvider time)
{
    public async Task<IReadOnlyList<GrantConsent>> ListAsync(
        IReadOnlyList<Guid> users, CancellationToken cancellationToken)
    {
        var rows = await db.Set<Grant>().AsNoTracking().Where(grant => users.Contains(grant.UserId))
            .OrderBy(grant => grant.Id).Select(grant => new ConsentRow(
                grant.Id, grant.UserId, grant.Provider, grant.ClientId, grant.AccountId, grant.DisplayName,
                grant.AuthorizedAt, grant.AccessExpiresAt, grant.State, grant.Reason)).ToListAsync(cancellationToken);
        return [.. rows.Select(row => row.ToConsent(status)).OfType<GrantConsent>()];
    }

    public async Task<ILookup<Guid, ConsentAnnouncement>> ListAnnouncementsAsync(
        IEnumerable<GrantConsent> consents, CancellationToken cancellationToken)
    {
        Guid[] grants = [.. consents.Select(consent => consent.GrantId)];
        return (await db.Set<ConsentAnnouncement>().AsNoTracking().Where(row => grants.Contains(row.GrantId))
            .ToListAsync(cancellationToken)).ToLookup(announcement => announcement.GrantId);
    }

    /// <summary>Adds the steps of a change, which the caller saves and commits.</summary>
    public void Record(ConsentChange change) => db.AddRange(change.State.Steps.Select(step => new ConsentAnnouncement
    {
        GrantId = change.Consent.GrantId,
        AuthorizedAt = change.Consent.AuthorizedAt,
        Stage = step.Stage,
        Repetition = step.Repetition,
        At = TimeOf(change.Consent, step.Stage),
    }));

    // A notice can name an end that comes later that day. A row from before the end would say that the provider has
    // accepted the consent again since.
    private DateTimeOffset TimeOf(GrantConsent consent, ConsentStage stage)
    {
        var now = time.GetUtcNow();
        return stage == ConsentStage.Ended && !consent.HasEnded(now) ? consent.EndsAt!.Value : now;
    }

    /// <summary>Removes the stages of a grant's former consents.</summary>
    /// <remarks>Runs in the caller's transaction.</remarks>
    public Task ForgetFormerAsync(IReadOnlyList<Guid> grantIds, CancellationToken cancellationToken) =>
        db.Set<ConsentAnnouncement>()
            .Where(row => grantIds.Contains(row.GrantId) && db.Set<Grant>().Any(
                grant => grant.Id == row.GrantId && grant.AuthorizedAt > row.AuthorizedAt))
            .ExecuteDeleteAsync(cancellationToken);
}
