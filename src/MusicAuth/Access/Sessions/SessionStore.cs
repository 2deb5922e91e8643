using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Access.Sessions;

/// <summary>Server-side sessions (ASVS 7.3).</summary>
internal sealed class SessionStore(
    MusicAuthDb db, IdentityStore identities, SessionLifetime life, RollbackCounter rollbackCounter, TimeProvider time)
{
    public const int MaxPerUser = 50;

    // Not every request becomes a write.
    private static readonly TimeSpan LastSeenResolution = TimeSpan.FromMinutes(10);

    /// <summary>Begins a session of an account's user. Above the limit, the least recently used session ends.</summary>
    public async Task<NewSession> BeginAsync(
        Guid userId, Guid identityId, BrowserInfo browser, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (minCreated, minSeen) = life.LimitsAt(now);
        await db.Set<Session>().Where(session => session.CreatedAt <= minCreated || session.LastSeenAt <= minSeen)
            .ExecuteDeleteAsync(cancellationToken);
        await EndOldestAsync(userId, cancellationToken);
        return await AddAsync(userId, identityId, browser, createdAt: now, cancellationToken);
    }

    /// <summary>Replaces a session after its user linked an account. The time of the sign-in stays.</summary>
    /// <remarks>Runs in the caller's transaction, which locks the row of the session.</remarks>
    public async Task<NewSession> RenewAsync(
        Guid sessionId, Guid identityId, BrowserInfo browser, CancellationToken cancellationToken)
    {
        var sessions = db.Set<Session>().Where(session => session.Id == sessionId);
        var old = await sessions.AsNoTracking().SingleAsync(cancellationToken);
        await sessions.ExecuteDeleteAsync(cancellationToken);
        return await AddAsync(old.UserId, identityId, browser, old.CreatedAt, cancellationToken);
    }

    public async Task<Caller?> FindAsync(Secret secret, CancellationToken cancellationToken)
    {
        var hash = secret.Hash;
        var found = await db.Set<Session>().AsNoTracking()
            .Where(candidate => candidate.SecretHash == hash)
            .Join(
                db.Set<User>(), session => session.UserId, user => user.Id,
                (session, user) => new { Session = session, user.IsOwner })
            .FirstOrDefaultAsync(cancellationToken);
        var now = time.GetUtcNow();
        if (found is not { Session: var session } || !life.IsActive(session, now))
            return null;
        if (!await identities.IsAllowedAsync(session.UserId, found.IsOwner, cancellationToken))
            return null;
        // A time in the future comes from a clock that was set back.
        if ((now - session.LastSeenAt).Duration() >= LastSeenResolution)
            await UpdateLastSeenAsync(session.Id, now, cancellationToken);
        return new Caller(session.UserId, AccessScopes.OfSession(found.IsOwner))
        {
            SessionId = session.Id,
            SignedInAt = session.CreatedAt,
            IdentityId = session.IdentityId,
            IsOwner = found.IsOwner,
        };
    }

    /// <summary>The active sessions, the most recently used first.</summary>
    public async Task<IReadOnlyList<Session>> ListAsync(Guid userId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var sessions = await db.Set<Session>().AsNoTracking().Where(session => session.UserId == userId)
            .OrderByDescending(session => session.LastSeenAt).ThenByDescending(session => session.Id)
            .ToListAsync(cancellationToken);
        return [.. sessions.Where(session => life.IsActive(session, now))];
    }

    /// <summary>Ends the session that a sign-in replaces.</summary>
    public async Task EndAsync(Secret secret, CancellationToken cancellationToken)
    {
        var hash = secret.Hash;
        await db.Set<Session>().Where(session => session.SecretHash == hash).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Ends the sessions of a browser that signs out.</summary>
    /// <remarks>Runs in the caller's transaction.</remarks>
    public async Task EndAsync(IEnumerable<Secret> secrets, CancellationToken cancellationToken)
    {
        await rollbackCounter.IncrementAsync(db, cancellationToken);
        foreach (var secret in secrets)
            await EndAsync(secret, cancellationToken);
    }

    /// <remarks>Runs in the caller's transaction.</remarks>
    /// <returns>False where this user has no such session.</returns>
    public Task<bool> EndAsync(Guid userId, Guid sessionId, CancellationToken cancellationToken) => DeleteAsync(
        db.Set<Session>().Where(session => session.UserId == userId && session.Id == sessionId), cancellationToken);

    /// <remarks>Runs in the caller's transaction.</remarks>
    /// <returns>False where there was none.</returns>
    public Task<bool> EndAllAsync(Guid userId, CancellationToken cancellationToken) =>
        DeleteAsync(db.Set<Session>().Where(session => session.UserId == userId), cancellationToken);

    // An older copy of the database, where the sessions are active, must be detected. The counter comes first: a
    // sign-in locks it before it deletes sessions, and another order could be a deadlock.
    private async Task<bool> DeleteAsync(IQueryable<Session> sessions, CancellationToken cancellationToken)
    {
        await rollbackCounter.IncrementAsync(db, cancellationToken);
        return await sessions.ExecuteDeleteAsync(cancellationToken) > 0;
    }

    private async Task<NewSession> AddAsync(
        Guid userId, Guid identityId, BrowserInfo browser, DateTimeOffset createdAt,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var secret = Secret.Create();
        var session = new Session
        {
            Id = Guid.CreateVersion7(now),
            UserId = userId,
            IdentityId = identityId,
            SecretHash = secret.Hash,
            CreatedAt = createdAt,
            LastSeenAt = now,
            Browser = browser.Browser,
            Address = browser.Address,
        };
        db.Add(session);
        await db.SaveChangesAsync(cancellationToken);
        return new NewSession(session.Id, secret);
    }

    private async Task EndOldestAsync(Guid userId, CancellationToken cancellationToken)
    {
        var retained = db.Set<Session>().Where(session => session.UserId == userId)
            .OrderByDescending(session => session.LastSeenAt).ThenByDescending(session => session.Id)
            .Take(MaxPerUser - 1).Select(session => session.Id);
        await db.Set<Session>().Where(session => session.UserId == userId && !retained.Contains(session.Id))
            .ExecuteDeleteAsync(cancellationToken);
    }

    private async Task UpdateLastSeenAsync(Guid sessionId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            await db.Set<Session>().Where(session => session.Id == sessionId)
                .ExecuteUpdateAsync(row => row.SetProperty(session => session.LastSeenAt, now), cancellationToken);
        }
        catch (Exception failure) when (StorageFault.IsIn(failure))
        {
            // A read-only database still serves reads; the next request writes again.
        }
    }
}
