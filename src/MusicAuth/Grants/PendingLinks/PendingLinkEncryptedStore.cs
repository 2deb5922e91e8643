using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Grants.PendingLinks;

/// <summary>The tokens of pending links, for a change of the master key.</summary>
internal sealed class PendingLinkEncryptedStore(ScopedServices scopes, PendingLinkProtector protector) : IEncryptedStore
{
    public string Name => "pending links";

    // In each value the key id follows the version, which is one byte.
    public async Task<IReadOnlyList<EncryptionKeyUsage>> CountValuesByKeyAsync(CancellationToken cancellationToken) =>
        await scopes.UseAsync(db => db.Database.SqlQueryRaw<EncryptionKeyUsage>(
            """
            SELECT key_id AS "KeyId", count(*) AS "Values" FROM (
                SELECT substr(access_token, 2, 8) AS key_id FROM pending_links
                UNION ALL SELECT substr(refresh_token, 2, 8) FROM pending_links WHERE refresh_token IS NOT NULL)
                AS tokens
            GROUP BY key_id
            """).ToListAsync(cancellationToken));

    /// <remarks>Erases a link that no key decrypts, because its user cannot accept it any more.</remarks>
    public async Task<ReencryptionResult> ReencryptAsync(CancellationToken cancellationToken)
    {
        var (reencrypted, conflicts) = (0L, 0L);
        var links = await scopes.UseAsync(db =>
            db.Set<PendingLink>().AsNoTracking().OrderBy(link => link.Id).ToListAsync(cancellationToken));
        foreach (var link in links)
        {
            var tokens = protector.Reencrypt(link);
            if (ReferenceEquals(tokens?.AccessToken, link.ProtectedAccessToken))
                continue;
            if (await scopes.UseAsync(db => ReplaceAsync(db, link, tokens, cancellationToken)) == 0)
                conflicts++;
            else if (tokens is not null)
                reencrypted++;
        }

        return new(reencrypted, conflicts, []);
    }

    private static Task<int> ReplaceAsync(
        MusicAuthDb db, PendingLink link, EncryptedTokens? tokens, CancellationToken cancellationToken)
    {
        var rows = db.Set<PendingLink>()
            .Where(row => row.Id == link.Id && row.ProtectedAccessToken == link.ProtectedAccessToken);
        return tokens is null
            ? rows.ExecuteDeleteAsync(cancellationToken)
            : rows.ExecuteUpdateAsync(
                row => row.SetProperty(stored => stored.ProtectedAccessToken, tokens.AccessToken)
                    .SetProperty(stored => stored.ProtectedRefreshToken, tokens.RefreshToken),
                cancellationToken);
    }
}
