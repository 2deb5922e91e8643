using System.Diagnostics.CodeAnalysis;

namespace MusicAuth.Grants.Storage;

/// <summary>A grant's tokens in and out of their envelopes, each bound to its row and generation.</summary>
public sealed class TokenProtector(FieldProtector sealer)
{
    /// <summary>Puts a token set into the row under its present generation.</summary>
    public void Protect(Grant grant, AccessToken accessToken, RefreshToken? refreshToken)
    {
        grant.EncryptedAccessToken = sealer.Protect(Field(grant, GrantMapping.AccessTokenColumn), accessToken.Reveal());
        grant.EncryptedRefreshToken = refreshToken is null
            ? null
            : sealer.Protect(Field(grant, GrantMapping.RefreshTokenColumn), refreshToken.Reveal());
        grant.RefreshFingerprint = refreshToken is null ? null : RefreshIntent.Fingerprint(refreshToken);
    }

    /// <summary>Seals what a refresh brought for the generation after the one that it was refreshed from.</summary>
    /// <remarks>A refresh token that the provider did not send stays the old one.</remarks>
    public EncryptedTokenSet ProtectRenewed(DecryptedGrant from, TokenSet tokens, DateTimeOffset now)
    {
        var renewed = new EncryptedTokenSet
        {
            GrantId = from.Grant.Id,
            Generation = from.Grant.Generation + 1,
            Scopes = tokens.Scopes is null ? from.Grant.Scopes : [.. tokens.Scopes],
            AccessExpiresAt = tokens.ExpiresAt,
            LastRefreshedAt = now,
            SealedAccessToken = [],
            SealedRefreshToken = null,
        };
        var row = renewed.ApplyTo(from.Grant);
        Protect(row, tokens.AccessToken, tokens.RefreshToken ?? from.RefreshToken);
        return renewed with
        {
            SealedAccessToken = row.EncryptedAccessToken,
            SealedRefreshToken = row.EncryptedRefreshToken,
            RefreshFingerprint = row.RefreshFingerprint,
        };
    }

    public bool TryUnprotect(Grant grant, [NotNullWhen(true)] out DecryptedGrant? open)
    {
        open = null;
        if (!sealer.TryUnprotect(Field(grant, GrantMapping.AccessTokenColumn), grant.EncryptedAccessToken, out var access))
            return false;
        string? refresh = null;
        if (grant.EncryptedRefreshToken is { } blob &&
            !sealer.TryUnprotect(Field(grant, GrantMapping.RefreshTokenColumn), blob, out refresh))
            return false;
        open = new DecryptedGrant(grant, new AccessToken(access), refresh is null ? null : new RefreshToken(refresh));
        return true;
    }

    /// <summary>Puts the row's tokens under the current master key.</summary>
    /// <returns>False where they do not open; true also where they were under it already.</returns>
    public bool TryReencrypt(Grant grant)
    {
        if (sealer.Reencrypt(Field(grant, GrantMapping.AccessTokenColumn), grant.EncryptedAccessToken) is not { } access)
            return false;
        byte[]? refresh = null;
        if (grant.EncryptedRefreshToken is { } blob)
        {
            refresh = sealer.Reencrypt(Field(grant, GrantMapping.RefreshTokenColumn), blob);
            if (refresh is null)
                return false;
        }

        (grant.EncryptedAccessToken, grant.EncryptedRefreshToken) = (access, refresh);
        return true;
    }

    /// <summary>Whether the keys are there under which it was sealed.</summary>
    public bool HasKeyFor(EncryptedTokenSet tokens) => sealer.HasKeyFor(tokens.SealedAccessToken);

    private static ProtectedField Field(Grant grant, string column) =>
        new(GrantMapping.Table, column, grant.Id, grant.UserId, grant.Provider, grant.Generation);
}
