using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace MusicAuth.SignIn.States;

/// <summary>Single use of a state. Beginning a flow writes nothing, so a flood of logins does not either.</summary>
public sealed class UsedStateStore(MusicAuthDb db, UsedStateCleanup sweep, TimeProvider time)
{
    /// <summary>So many rows of strangers at a time; beyond them no stranger's code is exchanged.</summary>
    public const int MaxAnonymous = 1_000;

    /// <param name="hash">Of the state's protected content.</param>
    /// <param name="byStranger">Whether the flow began without a session.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<StateUseResult> TryUseAsync(byte[] hash, bool byStranger, CancellationToken cancellationToken)
    {
        var most = byStranger ? MaxAnonymous : int.MaxValue;
        var rows = await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO spent_states (hash, spent_at, by_stranger)
            SELECT {hash}, {time.GetUtcNow().ToUnixTimeMilliseconds()}, {byStranger}
            WHERE (SELECT COUNT(*) FROM spent_states WHERE by_stranger AND session_hash IS NULL) < {most}
            ON CONFLICT (hash) DO NOTHING
            """,
            cancellationToken);
        sweep.Schedule();
        if (rows == 1)
            return StateUseResult.Accepted;
        return await db.Set<UsedState>().AnyAsync(state => state.Hash == hash, cancellationToken)
            ? StateUseResult.AlreadyUsed
            : StateUseResult.LimitReached;
    }

    /// <summary>Remembers where a good sign-in led, for a browser that sends its callback once more.</summary>
    /// <param name="hash">Of the state's protected content.</param>
    /// <param name="session">The session that the sign-in gave.</param>
    /// <param name="code">The code that was exchanged: another one with the same state is another callback.</param>
    /// <param name="location">Where it led.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task SaveRedirectAsync(
        byte[] hash, Secret session, string code, string location, CancellationToken cancellationToken)
    {
        var sessionHash = ComputeSessionHash(session, code);
        return db.Set<UsedState>().Where(state => state.Hash == hash).ExecuteUpdateAsync(
            row => row.SetProperty(state => state.SessionHash, sessionHash)
                .SetProperty(state => state.Location, location),
            cancellationToken);
    }

    /// <summary>Where the sign-in with this state and code led, for the session that it gave only.</summary>
    public Task<string?> FindRedirectAsync(
        byte[] hash, Secret session, string code, CancellationToken cancellationToken)
    {
        var sessionHash = ComputeSessionHash(session, code);
        return db.Set<UsedState>().Where(state => state.Hash == hash && state.SessionHash == sessionHash)
            .Select(state => state.Location).FirstOrDefaultAsync(cancellationToken);
    }

    private static byte[] ComputeSessionHash(Secret session, string code) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{session.Reveal()} {code}"));
}
