using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Upstream.RateLimits;

/// <summary>Rate-limit blocks that outlive the process.</summary>
public sealed class RateLimitBlockStore(ScopedServices scopes, TimeProvider clock)
{
    // The same rule on all replicas: one whose clock is ahead must not delete what binds the others. A provider,
    // an app and a kind of call have one row, so that few ever wait here.
    private static readonly TimeSpan DeletedAfter = TimeSpan.FromDays(8);

    /// <summary>All that are in force, of all apps.</summary>
    public async Task<IReadOnlyList<StoredRateLimitBlock>> ListAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var rows = await scopes.UseAsync(db => db.Set<RateLimitBlockEntity>().AsNoTracking()
            .Where(pause => pause.BlockedUntil > now).ToListAsync(cancellationToken));
        return
        [
            .. rows.Select(row => new StoredRateLimitBlock(
                row.Provider, KindOf(row.Side), row.ClientId,
                new RateLimitBlockPeriod(row.BlockedSince, row.BlockedUntil, row.Reason))),
        ];
    }

    /// <summary>Never makes one that is kept already shorter, and removes what has long been over.</summary>
    public async Task SaveAsync(StoredRateLimitBlock note, CancellationToken cancellationToken)
    {
        var side = NameOf(note.Kind);
        var since = note.Span.Since.ToUnixTimeMilliseconds();
        var until = note.Span.Until.ToUnixTimeMilliseconds();
        var old = clock.GetUtcNow() - DeletedAfter;
        await scopes.UseAsync(async db =>
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO provider_pauses (provider, side, client_id, blocked_since, blocked_until, reason)
                VALUES ({note.Provider}, {side}, {note.ClientId}, {since}, {until}, {note.Span.Reason})
                ON CONFLICT (provider, side, client_id) DO UPDATE
                SET blocked_since = excluded.blocked_since, blocked_until = excluded.blocked_until,
                    reason = excluded.reason
                WHERE provider_pauses.blocked_until < excluded.blocked_until
                """,
                cancellationToken);
            await db.Set<RateLimitBlockEntity>().Where(pause => pause.BlockedUntil <= old)
                .ExecuteDeleteAsync(cancellationToken);
        });
    }

    private static string NameOf(RateLimitScope kind) => kind switch
    {
        RateLimitScope.Api => "api",
        RateLimitScope.CodeExchange => "token_code",
        RateLimitScope.ClientCredentials => "token_app",
        _ => "token",
    };

    private static RateLimitScope KindOf(string side) => side switch
    {
        "api" => RateLimitScope.Api,
        "token_code" => RateLimitScope.CodeExchange,
        "token_app" => RateLimitScope.ClientCredentials,
        _ => RateLimitScope.Refresh,
    };
}
