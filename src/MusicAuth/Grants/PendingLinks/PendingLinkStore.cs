using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Grants.PendingLinks;

/// <summary>Stores pending links, at most one for each session.</summary>
internal sealed class PendingLinkStore(
    MusicAuthDb db, PendingLinkProtector protector, PendingLinkCleanup cleanup, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    public Task<PendingLink?> FindAsync(Caller caller, CancellationToken cancellationToken) =>
        Pending(caller).AsNoTracking().FirstOrDefaultAsync(cancellationToken);

    /// <remarks>Runs in the caller's exclusive transaction.</remarks>
    public async Task<PendingLinkResult> HoldAsync(
        Caller caller, ProviderAccount account, string clientId, TokenSet tokens, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (!await LockSessionAsync(caller, cancellationToken))
            return PendingLinkResult.SessionEnded;
        await db.Set<PendingLink>().Where(link => link.SessionId == caller.SessionId && link.ExpiresAt <= now)
            .ExecuteDeleteAsync(cancellationToken);
        if (await db.Set<PendingLink>().AnyAsync(link => link.SessionId == caller.SessionId, cancellationToken))
            return PendingLinkResult.AnotherPending;
        var link = new PendingLink
        {
            Id = Guid.CreateVersion7(now),
            SessionId = caller.SessionId!.Value,
            UserId = caller.UserId,
            Provider = account.Provider,
            AccountId = account.AccountId,
            ProviderUserId = account.ProviderUserId,
            DisplayName = account.DisplayName,
            ClientId = clientId,
            Scopes = [.. tokens.Scopes ?? []],
            ConsentedAt = now,
            AccessExpiresAt = tokens.ExpiresAt,
            ExpiresAt = now + Lifetime,
        };
        protector.Protect(link, tokens);
        db.Add(link);
        await db.SaveChangesAsync(cancellationToken);
        cleanup.RecordHeld();
        return PendingLinkResult.Held;
    }

    /// <summary>Removes the pending link of the session. Of several callers exactly one gets it.</summary>
    /// <remarks>Runs in the caller's transaction.</remarks>
    /// <returns>Null where there is none, or where no key decrypts it.</returns>
    public async Task<PendingConsent?> TakeAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (!await LockSessionAsync(caller, cancellationToken)
            || await FindAsync(caller, cancellationToken) is not { } link
            // The user may refuse the link between the two statements.
            || await db.Set<PendingLink>().Where(row => row.Id == link.Id).ExecuteDeleteAsync(cancellationToken) == 0)
            return null;
        return protector.TryUnprotect(link, out var consent) ? consent : null;
    }

    /// <returns>False where the session has no pending link.</returns>
    public async Task<bool> EraseAsync(Caller caller, CancellationToken cancellationToken) =>
        await Pending(caller).ExecuteDeleteAsync(cancellationToken) > 0;

    // Locks the session until the commit, so that a sign-out or another answer comes either before or after.
    private async Task<bool> LockSessionAsync(Caller caller, CancellationToken cancellationToken) =>
        await db.Set<Session>().Where(session => session.Id == caller.SessionId).ExecuteUpdateAsync(
            row => row.SetProperty(session => session.LastSeenAt, session => session.LastSeenAt), cancellationToken)
            > 0;

    private IQueryable<PendingLink> Pending(Caller caller)
    {
        var now = time.GetUtcNow();
        return db.Set<PendingLink>().Where(link =>
            link.SessionId == caller.SessionId && link.UserId == caller.UserId && link.ExpiresAt > now);
    }
}
