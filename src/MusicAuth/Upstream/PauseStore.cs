using Microsoft.EntityFrameworkCore;
using MusicAuth.Persistence;

namespace MusicAuth.Upstream;

/// <summary>Rate-limit blocks that outlive the process.</summary>
public sealed class PauseStore(DbScopes scopes, TimeProvider clock)
{
    // The same rule on all replicas: one whose clock is ahead must not delete what binds the others. A provider,
    // an app and a kind of call have one row, so that few ever wait here.
    private static readonly TimeSpan DeletedAfter = TimeSpan.FromDays(8);

    /// <summary>All that are in force, of all apps.</summary>
    public async Task<IReadOnlyList<PauseNote>> ListAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var rows = await scopes.UseAsync(db => db.Set<ProviderPause>().AsNoTracking()
            .Where(pause => pause.BlockedUntil > now).ToListAsync(cancellationToken));
        return
        [
            .. rows.Select(row => new PauseNote(
                row.Provider, KindOf(row.Side), row.ClientId,
                new PauseSpan(row.BlockedSince, row.BlockedUntil, row.Reason))),
        ];
    }

    /// <summary>Never makes one that is kept already shorter, and removes what has long been over.</summary>
    public async Task SaveAsync(PauseNote note, CancellationToken cancellationToken)
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
            await db.Set<ProviderPause>().Where(pause => pause.BlockedUntil <= old)
                .ExecuteDeleteAsync(cancellationToken);
        });
    }

    private static string NameOf(BlockKind kind) => kind switch
    {
        BlockKind.Api => "api",
        BlockKind.CodeExchange => "token_code",
        BlockKind.ClientCredentials => "token_app",
        _ => "token",
    };

    private static BlockKind KindOf(string side) => side switch
    {
        "api" => BlockKind.Api,
        "token_code" => BlockKind.CodeExchange,
        "token_app" => BlockKind.ClientCredentials,
        _ => BlockKind.Refresh,
    };
}
