using System.Diagnostics;
using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Grants.Storage;

/// <summary>The tokens of all grants, as a place of sealed values.</summary>
internal sealed class GrantEncryptedStore(ScopedServices scopes, TokenProtector vault, RollbackCounter highWater) : IEncryptedStore
{
    private const int Batch = 100;

    public string Name => "grants";

    // Behind the version, which is one byte, stands the key's id.
    public async Task<IReadOnlyList<EncryptionKeyUsage>> CountValuesByKeyAsync(CancellationToken cancellationToken) =>
        await scopes.UseAsync(db => db.Database.SqlQueryRaw<EncryptionKeyUsage>(
            """
            SELECT key_id AS "KeyId", count(*) AS "Values" FROM (
                SELECT substr(access_token, 2, 8) AS key_id FROM grants
                UNION ALL SELECT substr(refresh_token, 2, 8) FROM grants WHERE refresh_token IS NOT NULL) AS tokens
            GROUP BY key_id
            """).ToListAsync(cancellationToken));

    public async Task<ReencryptionResult> ReencryptAsync(CancellationToken cancellationToken)
    {
        var (resealed, overtaken) = (0L, 0L);
        List<string> unreadable = [];
        var last = Guid.Empty;
        while (await ReadAsync(last, cancellationToken) is [.., { } furthest] rows)
        {
            last = furthest.Id;
            var began = Stopwatch.GetTimestamp();
            List<(Grant Old, Grant New)> changes = [];
            foreach (var row in rows)
            {
                var renewed = Copy(row);
                if (!vault.TryReencrypt(renewed))
                    unreadable.Add($"{row.Provider} grant {row.Id}");
                else if (!IsSame(row, renewed))
                    changes.Add((row, renewed));
            }

            if (changes.Count == 0)
                continue;
            var written = await scopes.UseAsync(db => WriteAsync(db, changes, cancellationToken));
            resealed += written;
            overtaken += changes.Count - written;
            // By the wall's clock: who serves meanwhile gets the database at least half of the time.
            await Task.Delay(Stopwatch.GetElapsedTime(began), TimeProvider.System, cancellationToken);
        }

        return new(resealed, overtaken, unreadable);
    }

    private Task<List<Grant>> ReadAsync(Guid after, CancellationToken cancellationToken) => scopes.UseAsync(db =>
        db.Set<Grant>().AsNoTracking().Where(grant => grant.Id.CompareTo(after) > 0).OrderBy(grant => grant.Id)
            .Take(Batch).ToListAsync(cancellationToken));

    // Over the very values that were read, and no others: a refresh or a sign-in that came first stays.
    private async Task<int> WriteAsync(
        MusicAuthDb db, List<(Grant Old, Grant New)> changes, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var written = 0;
        foreach (var (old, renewed) in changes)
        {
            written += await db.Set<Grant>()
                .Where(grant => grant.Id == old.Id && grant.Generation == old.Generation
                    && grant.EncryptedAccessToken == old.EncryptedAccessToken
                    && grant.EncryptedRefreshToken == old.EncryptedRefreshToken)
                .ExecuteUpdateAsync(
                    row => row.SetProperty(grant => grant.EncryptedAccessToken, renewed.EncryptedAccessToken)
                        .SetProperty(grant => grant.EncryptedRefreshToken, renewed.EncryptedRefreshToken),
                    cancellationToken);
        }

        await highWater.IncrementAsync(db, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return written;
    }

    private static bool IsSame(Grant one, Grant other) =>
        ReferenceEquals(one.EncryptedAccessToken, other.EncryptedAccessToken)
        && ReferenceEquals(one.EncryptedRefreshToken, other.EncryptedRefreshToken);

    private static Grant Copy(Grant grant) => new()
    {
        Id = grant.Id,
        UserId = grant.UserId,
        Provider = grant.Provider,
        ClientId = grant.ClientId,
        AccountId = grant.AccountId,
        Scopes = grant.Scopes,
        Generation = grant.Generation,
        EncryptedAccessToken = grant.EncryptedAccessToken,
        EncryptedRefreshToken = grant.EncryptedRefreshToken,
    };
}
