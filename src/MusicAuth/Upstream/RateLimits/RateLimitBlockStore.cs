using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Upstream.RateLimits;

/// <summary>The rate-limit blocks in the database, one row per provider, scope and provider app.</summary>
internal sealed class RateLimitBlockStore(PlainSql sql, ScopedServices scopes, TimeProvider clock)
{
    // Longer than any block: a replica whose clock is ahead must not delete blocks that bind the others.
    private static readonly TimeSpan Retention = TimeSpan.FromDays(8);

    public Task<List<StoredRateLimitBlock>> ListAsync(CancellationToken cancellationToken) => sql.ListAsync(
        """
        SELECT provider, side, client_id, blocked_since, blocked_until, reason FROM provider_pauses
        WHERE blocked_until > @p0
        """,
        static row => new StoredRateLimitBlock
        {
            Provider = row.GetString(0),
            Scope = StoredRateLimitBlockMapping.FromWord(row.GetString(1)),
            ClientId = row.GetString(2),
            BlockedSince = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3)),
            BlockedUntil = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)),
            Reason = row.IsDBNull(5) ? null : row.GetString(5),
        },
        cancellationToken, clock.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>Inserts the block or prolongs the stored one, never shortens it, and deletes expired rows.</summary>
    public Task SaveAsync(StoredRateLimitBlock block, CancellationToken cancellationToken)
    {
        var scope = StoredRateLimitBlockMapping.ToWord(block.Scope);
        var since = block.BlockedSince.ToUnixTimeMilliseconds();
        var until = block.BlockedUntil.ToUnixTimeMilliseconds();
        var expired = clock.GetUtcNow() - Retention;
        return scopes.UseAsync(async db =>
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO provider_pauses (provider, side, client_id, blocked_since, blocked_until, reason)
                VALUES ({block.Provider}, {scope}, {block.ClientId}, {since}, {until}, {block.Reason})
                ON CONFLICT (provider, side, client_id) DO UPDATE
                SET blocked_since = excluded.blocked_since, blocked_until = excluded.blocked_until,
                    reason = excluded.reason
                WHERE provider_pauses.blocked_until < excluded.blocked_until
                """,
                cancellationToken);
            await db.Set<StoredRateLimitBlock>().Where(stored => stored.BlockedUntil <= expired)
                .ExecuteDeleteAsync(cancellationToken);
        });
    }
}
