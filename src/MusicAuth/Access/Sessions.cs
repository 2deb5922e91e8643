using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using MusicAuth.Persistence;
using MusicAuth.Web;

namespace MusicAuth.Access;

/// <summary>Server-side sessions: 24 h idle, 14 days in all (SECURITY 7.3).</summary>
public sealed class Sessions(MusicAuthDb db, TimeProvider time)
{
    public static readonly TimeSpan IdleLimit = TimeSpan.FromHours(24);
    public static readonly TimeSpan AbsoluteLimit = TimeSpan.FromDays(14);

    // A request a minute must not become a write a minute.
    private static readonly TimeSpan SeenResolution = TimeSpan.FromMinutes(10);
    private const int SecretBytes = 32;

    /// <summary>Begins a session and gives its secret, which is nowhere else.</summary>
    public async Task<string> BeginAsync(Guid userId, CancellationToken cancellationToken)
    {
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var now = time.GetUtcNow();
        db.Add(new Session
        {
            Id = Guid.CreateVersion7(now),
            UserId = userId,
            SecretHash = Hash(secret),
            CreatedAt = now,
            LastSeenAt = now,
        });
        await db.SaveChangesAsync(cancellationToken);
        await db.Set<Session>()
            .Where(session => session.CreatedAt <= now - AbsoluteLimit || session.LastSeenAt <= now - IdleLimit)
            .ExecuteDeleteAsync(cancellationToken);
        return secret;
    }

    public async Task<Caller?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        var hash = Hash(secret);
        var found = await db.Set<Session>().AsNoTracking()
            .Where(candidate => candidate.SecretHash == hash)
            .Join(
                db.Set<User>(), session => session.UserId, user => user.Id,
                (session, user) => new { Session = session, user.IsOwner })
            .FirstOrDefaultAsync(cancellationToken);
        var now = time.GetUtcNow();
        if (found is not { Session: var session }
            || now >= session.CreatedAt + AbsoluteLimit || now >= session.LastSeenAt + IdleLimit)
            return null;
        if (now >= session.LastSeenAt + SeenResolution)
            await NoteSeenAsync(session.Id, now, cancellationToken);
        return new Caller(session.UserId, Scopes.OfSession(found.IsOwner))
        {
            SessionId = session.Id,
            IsOwner = found.IsOwner,
        };
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

    public async Task EndAsync(string secret, CancellationToken cancellationToken)
    {
        var hash = Hash(secret);
        await db.Set<Session>().Where(session => session.SecretHash == hash).ExecuteDeleteAsync(cancellationToken);
    }

    private static byte[] Hash(string secret) => SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(secret));
}
