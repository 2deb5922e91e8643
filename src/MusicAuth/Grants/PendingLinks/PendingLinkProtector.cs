using System.Diagnostics.CodeAnalysis;

namespace MusicAuth.Grants.PendingLinks;

/// <summary>Encrypts the tokens of a pending link, each bound to its row and user.</summary>
public sealed class PendingLinkProtector(FieldProtector sealer)
{
    public void Protect(PendingLink link, TokenSet tokens)
    {
        link.ProtectedAccessToken = sealer.Protect(
            Field(link, PendingLinkMapping.AccessTokenColumn), tokens.AccessToken.Reveal());
        link.ProtectedRefreshToken = tokens.RefreshToken is { } refreshToken
            ? sealer.Protect(Field(link, PendingLinkMapping.RefreshTokenColumn), refreshToken.Reveal())
            : null;
    }

    public bool TryUnprotect(PendingLink link, [NotNullWhen(true)] out PendingConsent? consent)
    {
        consent = null;
        if (!sealer.TryUnprotect(
            Field(link, PendingLinkMapping.AccessTokenColumn), link.ProtectedAccessToken, out var access))
            return false;
        string? refresh = null;
        if (link.ProtectedRefreshToken is { } blob &&
            !sealer.TryUnprotect(Field(link, PendingLinkMapping.RefreshTokenColumn), blob, out refresh))
            return false;
        consent = new PendingConsent(
            new ProviderAccount(link.Provider, link.AccountId, link.ProviderUserId, link.DisplayName), link.ClientId,
            new TokenSet(
                new AccessToken(access), refresh is null ? null : new RefreshToken(refresh), link.AccessExpiresAt,
                link.Scopes),
            link.ConsentedAt);
        return true;
    }

    /// <summary>Encrypts the tokens under the current master key.</summary>
    /// <returns>False where no key decrypts them.</returns>
    public bool TryReencrypt(PendingLink link)
    {
        if (sealer.Reencrypt(Field(link, PendingLinkMapping.AccessTokenColumn), link.ProtectedAccessToken)
            is not { } access)
            return false;
        byte[]? refresh = null;
        if (link.ProtectedRefreshToken is { } blob)
        {
            refresh = sealer.Reencrypt(Field(link, PendingLinkMapping.RefreshTokenColumn), blob);
            if (refresh is null)
                return false;
        }

        (link.ProtectedAccessToken, link.ProtectedRefreshToken) = (access, refresh);
        return true;
    }

    private static ProtectedField Field(PendingLink link, string column) =>
        new(PendingLinkMapping.Table, column, link.Id, link.UserId, link.Provider, Generation: 0);
}
