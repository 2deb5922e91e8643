using Microsoft.EntityFrameworkCore;
using MusicAuth.Persistence;

namespace MusicAuth.Upstream;

/// <summary>Pauses that outlive the process.</summary>
public sealed class PauseStore(DbScopes scopes, TimeProvider clock)
{
    private const string Api = "api";
    private const string Token = "token";

    /// <summary>All that are in force, of all apps.</summary>
    public async Task<IReadOnlyList<PauseNote>> ListAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var rows = await scopes.UseAsync(db => db.Set<ProviderPause>().AsNoTracking()
            .Where(pause => pause.BlockedUntil > now).ToListAsync(cancellationToken));
        return
        [
            .. rows.Select(row => new PauseNote(
                row.Provider, row.Side == Api ? ProviderSide.Api : ProviderSide.Token, row.ClientId,
                new Pause(row.BlockedUntil, row.Reason))),
        ];
    }

    /// <summary>Never makes one that is kept already shorter, and removes what is over.</summary>
    public async Task SaveAsync(PauseNote note, CancellationToken cancellationToken)
    {
        var side = note.Side is ProviderSide.Api ? Api : Token;
        var until = note.Pause.Until.ToUnixTimeMilliseconds();
        var now = clock.GetUtcNow();
        await scopes.UseAsync(async db =>
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO provider_pauses (provider, side, client_id, blocked_until, reason)
                VALUES ({note.Provider}, {side}, {note.ClientId}, {until}, {note.Pause.Reason})
                ON CONFLICT (provider, side, client_id) DO UPDATE
                SET blocked_until = excluded.blocked_until, reason = excluded.reason
                WHERE provider_pauses.blocked_until < excluded.blocked_until
                """,
                cancellationToken);
            await db.Set<ProviderPause>().Where(pause => pause.BlockedUntil <= now)
                .ExecuteDeleteAsync(cancellationToken);
        });
    }
}
