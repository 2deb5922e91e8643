using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Grants.MissingScopes;

/// <summary>Stores the scopes that apps required in vain, for 30 days after the last request.</summary>
internal sealed class MissingScopeStore(MusicAuthDb db, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    public async Task<IReadOnlyList<MissingScope>> ListAsync(Guid userId, CancellationToken cancellationToken)
    {
        var oldest = time.GetUtcNow() - Lifetime;
        return await db.Set<MissingScope>().AsNoTracking()
            .Where(missing => missing.UserId == userId && missing.LastAt > oldest)
            .ToListAsync(cancellationToken);
    }

    public async Task AddAsync(
        Guid userId, string provider, IReadOnlyList<string> scopes, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await db.Set<MissingScope>().Where(missing => missing.UserId == userId && missing.LastAt <= now - Lifetime)
            .ExecuteDeleteAsync(cancellationToken);
        foreach (var scope in scopes)
            await AddAsync(userId, provider, scope, now.ToUnixTimeMilliseconds(), cancellationToken);
    }

    // The user can have been removed since the request.
    private Task<int> AddAsync(
        Guid userId, string provider, string scope, long now, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO missing_scopes (user_id, provider, scope, first_at, last_at)
            SELECT id, {provider}, {scope}, {now}, {now} FROM users WHERE id = {userId}
            ON CONFLICT (user_id, provider, scope) DO UPDATE SET last_at = excluded.last_at
            """,
            cancellationToken);
}
