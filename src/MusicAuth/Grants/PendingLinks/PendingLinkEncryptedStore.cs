using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Grants.PendingLinks;

/// <summary>The tokens of pending links, for a change of the master key.</summary>
internal sealed class PendingLinkEncryptedStore(
    PlainSql sql, ScopedServices scopes, PendingLinkProtector protector)
    : TokenEncryptedStore(sql, scopes, PendingLinkMapping.Table)
{
    public override string Name => "pending links";

    /// <remarks>Erases a link that no key decrypts, because its user cannot accept it any more.</remarks>
    public override async Task<ReencryptionResult> ReencryptAsync(CancellationToken cancellationToken)
    {
        var (reencrypted, conflicts) = (0L, 0L);
        var links = await Scopes.UseAsync(db =>
            db.Set<PendingLink>().AsNoTracking().OrderBy(link => link.Id).ToListAsync(cancellationToken));
        foreach (var link in links)
        {
            var tokens = protector.Reencrypt(link);
            if (ReferenceEquals(tokens?.AccessToken, link.ProtectedAccessToken))
                continue;
            if (await Scopes.UseAsync(db => ReplaceAsync(db, link, tokens, cancellationToken)) == 0)
                conflicts++;
            else if (tokens is not null)
                reencrypted++;
        }

        return new(reencrypted, conflicts, []);
    }

    // A rotation erases such a link, and its user signs in again.
    public override Task<IReadOnlyList<string>> FindUndecryptableAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([]);

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
