using System.Diagnostics.CodeAnalysis;

namespace MusicAuth.Grants.PendingLinks;

/// <summary>Encrypts the tokens of a pending link, bound to its row and user.</summary>
internal sealed class PendingLinkProtector(FieldProtector fields)
{
    public void Protect(PendingLink link, TokenSet tokens) =>
        (link.ProtectedAccessToken, link.ProtectedRefreshToken) =
            fields.Protect(RowOf(link), tokens.AccessToken, tokens.RefreshToken);

    public bool TryUnprotect(PendingLink link, [NotNullWhen(true)] out PendingConsent? consent)
    {
        consent = fields.TryUnprotect(RowOf(link), TokensOf(link), out var access, out var refresh)
            ? new PendingConsent(
                new ProviderAccount(link.Provider, link.AccountId, link.ProviderUserId, link.DisplayName),
                link.ClientId, new TokenSet(access, refresh, link.AccessExpiresAt, link.Scopes), link.ConsentedAt)
            : null;
        return consent is not null;
    }

    /// <summary>Encrypts the tokens under the current master key.</summary>
    /// <returns>Null where no key decrypts them; the same arrays where the current key does.</returns>
    public EncryptedTokens? Reencrypt(PendingLink link) => fields.Reencrypt(RowOf(link), TokensOf(link));

    private static EncryptedTokens TokensOf(PendingLink link) =>
        new(link.ProtectedAccessToken, link.ProtectedRefreshToken);

    private static TokenRow RowOf(PendingLink link) =>
        new(PendingLinkMapping.Table, link.Id, link.UserId, link.Provider, Generation: 0);
}
