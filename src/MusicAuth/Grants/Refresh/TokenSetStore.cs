namespace MusicAuth.Grants.Refresh;

/// <summary>
/// Stores a renewed token set, of which this process has the only copy: in the database, or in the spill folder where
/// the commit fails or takes longer than a second.
/// </summary>
internal sealed partial class TokenSetStore(
    RefreshStorage storage, TokenProtector protector, GrantSpill spill, StoredGrants grants,
    ConsentChanges changes, TimeProvider time, ILogger<TokenSetStore> logger)
{
    private static readonly TimeSpan CommitTimeout = TimeSpan.FromSeconds(1);

    private enum Commit
    {
        Stored,
        Superseded,
        Failed,
    }

    /// <returns>The new access token, or the result of the write that came first: a sign-in, a disconnect.</returns>
    public async Task<TokenResult> StoreAsync(DecryptedGrant from, TokenSet tokens)
    {
        var renewed = protector.ProtectRenewed(from, tokens, time.GetUtcNow());
        if (!await StoreOrSpillAsync(renewed, from.Grant.Provider))
            return await grants.ResultAsync(from.Grant.Id);
        if (from.Grant.State != GrantState.Active)
            changes.Record(from.Grant.UserId);
        Log.Refreshed(logger, from.Grant.Provider, from.Grant.Id);
        return TokenResult.Fresh.From(tokens.AccessToken, renewed.ApplyTo(from.Grant));
    }

    private async Task<bool> StoreOrSpillAsync(EncryptedTokenSet renewed, string provider)
    {
        // SQLite blocks its calling thread.
        var commit = Task.Run(() => CommitAsync(renewed, provider));
        var isLate = await Task.WhenAny(commit, Task.Delay(CommitTimeout, TimeProvider.System)) != commit;
        if (isLate)
        {
            Log.Slow(logger, provider, renewed.GrantId);
            if (spill.Add(renewed))
            {
                _ = RemoveWhenStoredAsync(commit, renewed);
                return true;
            }
        }

        // Tokens that are on no disk yet reach the caller only after the database has answered.
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
            return await storage.WriteAsync(store => store.SaveAsync(renewed, CancellationToken.None))
                ? Commit.Stored
                : Commit.Superseded;
        }
#pragma warning disable CA1031 // The caller spills the tokens after any failure.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Log.NotStored(logger, failure, provider, renewed.GrantId);
            return Commit.Failed;
        }
    }

    // After a failure SpillReplay goes on trying.
    private async Task RemoveWhenStoredAsync(Task<Commit> commit, EncryptedTokenSet renewed)
    {
        if (await commit != Commit.Failed)
            spill.Remove(renewed);
    }

    private static partial class Log
    {
        [LoggerMessage(2001, LogLevel.Information, "Refreshed the {Provider} grant {GrantId}")]
        public static partial void Refreshed(ILogger logger, string provider, Guid grantId);

        [LoggerMessage(2006, LogLevel.Error, "The new tokens of the {Provider} grant {GrantId} could not be stored")]
        public static partial void NotStored(ILogger logger, Exception failure, string provider, Guid grantId);

        [LoggerMessage(2112, LogLevel.Warning, "The database takes longer than a second to store the new tokens of the "
            + "{Provider} grant {GrantId}: the spill folder gets them first")]
        public static partial void Slow(ILogger logger, string provider, Guid grantId);
    }
}
