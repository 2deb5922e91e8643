namespace MusicAuth.Grants.Refresh;

/// <summary>
/// Stores a renewed token set, of which we have the only copy: in the database, or in the spill folder where the commit
/// fails or takes longer than a second.
/// </summary>
public sealed partial class TokenSetStore(
    GrantScopes scopes, GrantSpill spill, StorageStatus storage, ILogger<TokenSetStore> logger)
{
    private static readonly TimeSpan CommitTimeout = TimeSpan.FromSeconds(1);

    private enum Commit
    {
        Stored,
        Superseded,
        Failed,
    }

    /// <returns>False where another write came first: a sign-in, a disconnect, a refresh elsewhere.</returns>
    public async Task<bool> StoreAsync(EncryptedTokenSet renewed, string provider)
    {
        // SQLite waits on the thread that asks.
        var commit = Task.Run(() => CommitAsync(renewed, provider));
        var isLate = !await EndsWithinAsync(commit, CommitTimeout);
        if (isLate)
        {
            Log.Slow(logger, provider, renewed.GrantId);
            if (spill.Add(renewed))
            {
                _ = RemoveWhenStoredAsync(commit, renewed);
                return true;
            }
        }

        // A token that is on no disk yet is handed out only after the database has decided.
        var outcome = await commit;
        if (outcome == Commit.Failed)
        {
            if (!isLate)
                spill.Add(renewed);
            return true;
        }

        if (isLate)
            spill.Remove(renewed);
        return outcome == Commit.Stored;
    }

    private async Task<Commit> CommitAsync(EncryptedTokenSet renewed, string provider)
    {
        try
        {
            var isSaved = await scopes.UseAsync(
                (RefreshStore store) => store.SaveAsync(renewed, CancellationToken.None));
            storage.RecordSuccess();
            return isSaved ? Commit.Stored : Commit.Superseded;
        }
#pragma warning disable CA1031 // Whatever the database says, the token set must not be lost.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            storage.RecordFailure();
            Log.NotSaved(logger, failure, provider, renewed.GrantId);
            return Commit.Failed;
        }
    }

    // Where it fails, the replay goes on trying.
    private async Task RemoveWhenStoredAsync(Task<Commit> commit, EncryptedTokenSet renewed)
    {
        if (await commit != Commit.Failed)
            spill.Remove(renewed);
    }

    private static async Task<bool> EndsWithinAsync(Task work, TimeSpan patience)
    {
        await work.WaitAsync(patience, TimeProvider.System).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return work.IsCompleted;
    }

    private static partial class Log
    {
        [LoggerMessage(2006, LogLevel.Error, "The new tokens of the {Provider} grant {GrantId} could not be stored")]
        public static partial void NotSaved(ILogger logger, Exception failure, string provider, Guid grantId);

        [LoggerMessage(2112, LogLevel.Warning, "The database takes longer than a second to store the new tokens of the "
            + "{Provider} grant {GrantId}: they go to the spill folder first")]
        public static partial void Slow(ILogger logger, string provider, Guid grantId);
    }
}
