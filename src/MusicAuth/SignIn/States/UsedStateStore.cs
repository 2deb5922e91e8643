using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace MusicAuth.SignIn.States;

/// <summary>Makes each state single-use. Only a callback writes a row, so a flood of logins writes nothing.</summary>
internal sealed class UsedStateStore(MusicAuthDb db, UsedStateCleanup cleanup, TimeProvider time)
{
    /// <summary>The maximum number of anonymous flows that are stored at a time.</summary>
    public const int MaxAnonymous = 1_000;

    public async Task<StateUseResult> TryUseAsync(byte[] hash, bool isAnonymous, CancellationToken cancellationToken)
    {
        var limit = isAnonymous ? MaxAnonymous : int.MaxValue;
        var rows = await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO spent_states (hash, spent_at, by_stranger)
            SELECT {hash}, {time.GetUtcNow().ToUnixTimeMilliseconds()}, {isAnonymous}
            WHERE (SELECT COUNT(*) FROM spent_states WHERE by_stranger AND session_hash IS NULL) < {limit}
            ON CONFLICT (hash) DO NOTHING
            """,
            cancellationToken);
        cleanup.Schedule();
        if (rows == 1)
            return StateUseResult.Accepted;
        return await db.Set<UsedState>().AnyAsync(state => state.Hash == hash, cancellationToken)
            ? StateUseResult.AlreadyUsed
            : StateUseResult.LimitReached;
    }

    /// <summary>Stores the redirect of a successful sign-in for a browser that repeats the callback.</summary>
    public Task SaveRedirectAsync(
        byte[] hash, Secret session, string code, string location, CancellationToken cancellationToken)
    {
        var sessionHash = ComputeSessionHash(session, code);
        return db.Set<UsedState>().Where(state => state.Hash == hash).ExecuteUpdateAsync(
            row => row.SetProperty(state => state.SessionHash, sessionHash)
                .SetProperty(state => state.Location, location),
            cancellationToken);
    }

    /// <summary>Returns the stored redirect only for the session and code of that sign-in.</summary>
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
