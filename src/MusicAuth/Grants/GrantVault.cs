using System.Diagnostics.CodeAnalysis;
using MusicAuth.Vault;

namespace MusicAuth.Grants;

/// <summary>A grant's tokens in and out of their envelopes, each bound to its row and generation.</summary>
public sealed class GrantVault(Sealer sealer)
{
    /// <summary>Puts a token set into the row under its present generation.</summary>
    public void Seal(Grant grant, AccessToken accessToken, RefreshToken? refreshToken)
    {
        grant.SealedAccessToken = sealer.Seal(Field(grant, GrantMapping.AccessTokenColumn), accessToken.Reveal());
        grant.SealedRefreshToken = refreshToken is null
            ? null
            : sealer.Seal(Field(grant, GrantMapping.RefreshTokenColumn), refreshToken.Reveal());
        grant.RefreshFingerprint = refreshToken is null ? null : RefreshIntent.Fingerprint(refreshToken);
    }

    /// <summary>Seals what a refresh brought for the generation after the one that it was refreshed from.</summary>
    /// <remarks>A refresh token that the provider did not send stays the old one.</remarks>
    public SealedTokenSet SealRenewed(OpenGrant from, TokenSet tokens, DateTimeOffset now)
    {
        var renewed = new SealedTokenSet
        {
            GrantId = from.Grant.Id,
            Generation = from.Grant.Generation + 1,
            Scopes = tokens.Scopes is null ? from.Grant.Scopes : [.. tokens.Scopes],
            AccessExpiresAt = tokens.ExpiresAt,
            LastRefreshedAt = now,
            SealedAccessToken = [],
            SealedRefreshToken = null,
        };
        var row = renewed.Over(from.Grant);
        Seal(row, tokens.AccessToken, tokens.RefreshToken ?? from.RefreshToken);
        return renewed with
        {
            SealedAccessToken = row.SealedAccessToken,
            SealedRefreshToken = row.SealedRefreshToken,
            RefreshFingerprint = row.RefreshFingerprint,
        };
    }

    public bool TryOpen(Grant grant, [NotNullWhen(true)] out OpenGrant? open)
    {
        open = null;
        if (!sealer.TryOpen(Field(grant, GrantMapping.AccessTokenColumn), grant.SealedAccessToken, out var access))
            return false;
        string? refresh = null;
        if (grant.SealedRefreshToken is { } blob &&
            !sealer.TryOpen(Field(grant, GrantMapping.RefreshTokenColumn), blob, out refresh))
            return false;
        open = new OpenGrant(grant, new AccessToken(access), refresh is null ? null : new RefreshToken(refresh));
        return true;
    }

    /// <summary>Puts the row's tokens under the current master key.</summary>
    /// <returns>False where they do not open; true also where they were under it already.</returns>
    public bool TryReseal(Grant grant)
    {
        if (sealer.Reseal(Field(grant, GrantMapping.AccessTokenColumn), grant.SealedAccessToken) is not { } access)
            return false;
        byte[]? refresh = null;
        if (grant.SealedRefreshToken is { } blob)
        {
            refresh = sealer.Reseal(Field(grant, GrantMapping.RefreshTokenColumn), blob);
            if (refresh is null)
                return false;
        }

        (grant.SealedAccessToken, grant.SealedRefreshToken) = (access, refresh);
        return true;
    }

    /// <summary>Whether the keys are there under which it was sealed.</summary>
    public bool HasKeyOf(SealedTokenSet tokens) => sealer.HasKeyOf(tokens.SealedAccessToken);

    private static SealedField Field(Grant grant, string column) =>
        new(GrantMapping.Table, column, grant.Id, grant.UserId, grant.Provider, grant.Generation);
}

/// <summary>A grant with its tokens in the open, for as long as one call needs them.</summary>
public sealed record OpenGrant(Grant Grant, AccessToken AccessToken, RefreshToken? RefreshToken);
