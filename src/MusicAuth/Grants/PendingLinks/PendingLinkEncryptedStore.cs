using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Grants.PendingLinks;

/// <summary>The tokens of pending links, for a change of the master key.</summary>
internal sealed class PendingLinkEncryptedStore(ScopedServices scopes, PendingLinkProtector protector) : IEncryptedStore
{
    public string Name => "pending links";

    // Behind the version, which is one byte, stands the key's id.
    public async Task<IReadOnlyList<EncryptionKeyUsage>> CountValuesByKeyAsync(CancellationToken cancellationToken) =>
        await scopes.UseAsync(db => db.Database.SqlQueryRaw<EncryptionKeyUsage>(
            """
            SELECT key_id AS "KeyId", count(*) AS "Values" FROM (
                SELECT substr(access_token, 2, 8) AS key_id FROM pending_links
                UNION ALL SELECT substr(refresh_token, 2, 8) FROM pending_links WHERE refresh_token IS NOT NULL)
                AS tokens
            GROUP BY key_id
            """).ToListAsync(cancellationToken));

    /// <remarks>A link that no key decrypts cannot be answered any more: its row is erased.</remarks>
    public async Task<ReencryptionResult> ReencryptAsync(CancellationToken cancellationToken)
    {
        var (reencrypted, overtaken) = (0L, 0L);
        var links = await scopes.UseAsync(db =>
            db.Set<PendingLink>().AsNoTracking().OrderBy(link => link.Id).ToListAsync(cancellationToken));
        foreach (var link in links)
        {
            var old = link.ProtectedAccessToken;
            var canBeRead = protector.TryReencrypt(link);
            if (canBeRead && ReferenceEquals(old, link.ProtectedAccessToken))
                continue;
            if (await scopes.UseAsync(db => ReplaceAsync(db, link, old, canBeRead, cancellationToken)) == 0)
                overtaken++;
            else if (canBeRead)
                reencrypted++;
        }

        return new(reencrypted, overtaken, []);
    }

    private static Task<int> ReplaceAsync(
        MusicAuthDb db, PendingLink link, byte[] old, bool canBeRead, CancellationToken cancellationToken)
    {
        var rows = db.Set<PendingLink>().Where(row => row.Id == link.Id && row.ProtectedAccessToken == old);
        return canBeRead
            ? rows.ExecuteUpdateAsync(
                row => row.SetProperty(one => one.ProtectedAccessToken, link.ProtectedAccessToken)
                    .SetProperty(one => one.ProtectedRefreshToken, link.ProtectedRefreshToken),
                cancellationToken)
            : rows.ExecuteDeleteAsync(cancellationToken);
    }
}
