using System.Diagnostics;
using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Grants.Storage;

/// <summary>The tokens of grants, for a change of the master key.</summary>
internal sealed class GrantEncryptedStore(
    PlainSql sql, ScopedServices scopes, TokenProtector protector, RollbackCounter rollbackCounter)
    : TokenEncryptedStore(sql, scopes, "grants")
{
    public override string Name => "grants";

    public override async Task<ReencryptionResult> ReencryptAsync(CancellationToken cancellationToken)
    {
        var (reencrypted, conflicts) = (0L, 0L);
        List<string> undecryptable = [];
        await foreach (var batch in ReadAsync(cancellationToken))
        {
            var startedAt = Stopwatch.GetTimestamp();
            List<(Grant Grant, EncryptedTokens Tokens)> changes = [];
            foreach (var grant in batch)
            {
                if (protector.Reencrypt(grant) is not { } tokens)
                    undecryptable.Add(Describe(grant));
                else if (!IsSame(grant, tokens))
                    changes.Add((grant, tokens));
            }

            if (changes.Count == 0)
                continue;
            var written = await Scopes.UseAsync(db => WriteAsync(db, changes, cancellationToken));
            reencrypted += written;
            conflicts += changes.Count - written;
            // By the real clock: requests get the database for at least half of the time.
            await Task.Delay(Stopwatch.GetElapsedTime(startedAt), TimeProvider.System, cancellationToken);
        }

        return new(reencrypted, conflicts, undecryptable);
    }

    public override async Task<IReadOnlyList<string>> FindUndecryptableAsync(CancellationToken cancellationToken)
    {
        List<string> undecryptable = [];
        await foreach (var batch in ReadAsync(cancellationToken))
            undecryptable.AddRange(batch.Where(grant => protector.Reencrypt(grant) is null).Select(Describe));
        return undecryptable;
    }

    private static string Describe(Grant grant) => $"{grant.Provider} grant {grant.Id}";

    private IAsyncEnumerable<List<Grant>> ReadAsync(CancellationToken cancellationToken) =>
        RowBatches.ReadAsync<Grant>(Scopes, static grants => grants, static grant => grant.Id, cancellationToken);

    // Replaces only the values that were read: a refresh or a sign-in that came first stays.
    private async Task<int> WriteAsync(
        MusicAuthDb db, List<(Grant Grant, EncryptedTokens Tokens)> changes, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var written = 0;
        foreach (var (read, tokens) in changes)
        {
            written += await db.Set<Grant>()
                .Where(grant => grant.Id == read.Id && grant.Generation == read.Generation
                    && grant.EncryptedAccessToken == read.EncryptedAccessToken
                    && grant.EncryptedRefreshToken == read.EncryptedRefreshToken)
                .ExecuteUpdateAsync(
                    row => row.SetProperty(grant => grant.EncryptedAccessToken, tokens.AccessToken)
                        .SetProperty(grant => grant.EncryptedRefreshToken, tokens.RefreshToken),
                    cancellationToken);
        }

        await rollbackCounter.IncrementAsync(db, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return written;
    }

    private static bool IsSame(Grant grant, EncryptedTokens tokens) =>
        ReferenceEquals(grant.EncryptedAccessToken, tokens.AccessToken)
        && ReferenceEquals(grant.EncryptedRefreshToken, tokens.RefreshToken);
}
