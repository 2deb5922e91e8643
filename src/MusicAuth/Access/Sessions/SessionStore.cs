using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Access.Sessions;

/// <summary>Server-side sessions (SECURITY 7.3).</summary>
public sealed class SessionStore(
    MusicAuthDb db, IdentityStore identities, SessionLifetime life, TimeProvider time)
{
    public const int MaxPerUser = 50;

    // A request a minute must not become a write a minute.
    private static readonly TimeSpan SeenResolution = TimeSpan.FromMinutes(10);
    private const int SecretBytes = 32;

    /// <summary>Begins a session and gives its secret, which is nowhere else. One too many ends the oldest.</summary>
    /// <param name="userId">Whose it is.</param>
    /// <param name="identityId">The account whose sign-in begins it.</param>
    /// <param name="visit">The browser.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<NewSession> BeginAsync(
        Guid userId, Guid identityId, BrowserInfo visit, CancellationToken cancellationToken)
    {
        var secret = NewSecret();
        var now = time.GetUtcNow();
        var (began, seen) = (now - life.Absolute, now - life.Idle);
        await db.Set<Session>().Where(session => session.CreatedAt <= began || session.LastSeenAt <= seen)
            .ExecuteDeleteAsync(cancellationToken);
        await EndOldestAsync(userId, cancellationToken);
        var id = Guid.CreateVersion7(now);
        db.Add(new Session
        {
            Id = id,
            UserId = userId,
            IdentityId = identityId,
            SecretHash = Hash(secret),
            CreatedAt = now,
            LastSeenAt = now,
            Browser = visit.Browser,
            Address = visit.Address,
        });
        await db.SaveChangesAsync(cancellationToken);
        return new NewSession(id, secret);
    }

    /// <summary>Gives a session a new id and secret; the age of its sign-in and its end stay.</summary>
    /// <remarks>Runs in the caller's transaction, which holds the session's row.</remarks>
    /// <param name="sessionId">The session.</param>
    /// <param name="identityId">The account that was linked in it; it ends with that account.</param>
    /// <param name="visit">The browser.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<NewSession> RenewAsync(
        Guid sessionId, Guid identityId, BrowserInfo visit, CancellationToken cancellationToken)
    {
        var old = await db.Set<Session>().AsNoTracking()
            .SingleAsync(session => session.Id == sessionId, cancellationToken);
        await db.Set<Session>().Where(session => session.Id == sessionId).ExecuteDeleteAsync(cancellationToken);
        var now = time.GetUtcNow();
        var secret = NewSecret();
        var renewed = new Session
        {
            Id = Guid.CreateVersion7(now),
            UserId = old.UserId,
            IdentityId = identityId,
            SecretHash = Hash(secret),
            CreatedAt = old.CreatedAt,
            LastSeenAt = now,
            Browser = visit.Browser,
            Address = visit.Address,
        };
        db.Add(renewed);
        await db.SaveChangesAsync(cancellationToken);
        return new NewSession(renewed.Id, secret);
    }

    public async Task<Caller?> FindAsync(Secret secret, CancellationToken cancellationToken)
    {
        var hash = Hash(secret);
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
        if (now >= session.LastSeenAt + SeenResolution)
            await NoteSeenAsync(session.Id, now, cancellationToken);
        return new Caller(session.UserId, AccessScopes.OfSession(found.IsOwner))
        {
            SessionId = session.Id,
            SignedInAt = session.CreatedAt,
            IdentityId = session.IdentityId,
            IsOwner = found.IsOwner,
        };
    }

    /// <summary>The sessions that are alive, the last seen first.</summary>
    public async Task<IReadOnlyList<Session>> ListAsync(Guid userId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var sessions = await db.Set<Session>().AsNoTracking().Where(session => session.UserId == userId)
            .OrderByDescending(session => session.LastSeenAt).ThenByDescending(session => session.Id)
            .ToListAsync(cancellationToken);
        return [.. sessions.Where(session => life.IsActive(session, now))];
    }

    public async Task EndAsync(Secret secret, CancellationToken cancellationToken)
    {
        var hash = Hash(secret);
        await db.Set<Session>().Where(session => session.SecretHash == hash).ExecuteDeleteAsync(cancellationToken);
    }

    /// <returns>False where this user has no such session.</returns>
    public async Task<bool> EndAsync(Guid userId, Guid sessionId, CancellationToken cancellationToken) =>
        await db.Set<Session>().Where(session => session.UserId == userId && session.Id == sessionId)
            .ExecuteDeleteAsync(cancellationToken) > 0;

    /// <returns>False where there was none.</returns>
    public async Task<bool> EndAllAsync(Guid userId, CancellationToken cancellationToken) =>
        await db.Set<Session>().Where(session => session.UserId == userId).ExecuteDeleteAsync(cancellationToken) > 0;

    private async Task EndOldestAsync(Guid userId, CancellationToken cancellationToken)
    {
        var kept = db.Set<Session>().Where(session => session.UserId == userId)
            .OrderByDescending(session => session.LastSeenAt).ThenByDescending(session => session.Id)
            .Take(MaxPerUser - 1).Select(session => session.Id);
        await db.Set<Session>().Where(session => session.UserId == userId && !kept.Contains(session.Id))
            .ExecuteDeleteAsync(cancellationToken);
    }

    private async Task NoteSeenAsync(Guid sessionId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            await db.Set<Session>().Where(session => session.Id == sessionId)
                .ExecuteUpdateAsync(row => row.SetProperty(session => session.LastSeenAt, now), cancellationToken);
        }
        catch (Exception failure) when (StorageFault.IsIn(failure))
        {
            // A database that cannot be written now still answers reads; the next request notes it.
        }
    }

    private static Secret NewSecret() =>
        new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes)));

    private static byte[] Hash(Secret secret) =>
        SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(secret.Reveal()));
}
