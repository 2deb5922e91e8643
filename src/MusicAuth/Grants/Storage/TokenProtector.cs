using System.Diagnostics.CodeAnalysis;

namespace MusicAuth.Grants.Storage;

/// <summary>Encrypts the tokens of a grant, bound to its row and generation.</summary>
internal sealed class TokenProtector(FieldProtector fields)
{
    private long _decryptCount;

    /// <summary>The number of token sets decrypted so far, for tests.</summary>
    public long DecryptCount => Interlocked.Read(ref _decryptCount);

    /// <summary>Puts tokens into the row under its present generation.</summary>
    public void Protect(Grant grant, AccessToken accessToken, RefreshToken? refreshToken)
    {
        (grant.EncryptedAccessToken, grant.EncryptedRefreshToken) =
            fields.Protect(RowOf(grant), accessToken, refreshToken);
        grant.RefreshFingerprint = refreshToken is null ? null : RefreshIntent.Fingerprint(refreshToken);
    }

    /// <summary>Encrypts renewed tokens for the next generation. The old refresh token can stay.</summary>
    public EncryptedTokenSet ProtectRenewed(DecryptedGrant from, TokenSet tokens, DateTimeOffset now)
    {
        var generation = from.Grant.Generation + 1;
        var refreshToken = tokens.RefreshToken ?? from.RefreshToken;
        var encrypted = fields.Protect(
            RowOf(from.Grant) with { Generation = generation }, tokens.AccessToken, refreshToken);
        return new EncryptedTokenSet
        {
            GrantId = from.Grant.Id,
            Generation = generation,
            Scopes = tokens.Scopes is null ? from.Grant.Scopes : [.. tokens.Scopes],
            AccessExpiresAt = tokens.ExpiresAt,
            LastRefreshedAt = now,
            EncryptedAccessToken = encrypted.AccessToken,
            EncryptedRefreshToken = encrypted.RefreshToken,
            RefreshFingerprint = refreshToken is null ? null : RefreshIntent.Fingerprint(refreshToken),
        };
    }

    public bool TryUnprotect(Grant grant, [NotNullWhen(true)] out DecryptedGrant? decrypted)
    {
        Interlocked.Increment(ref _decryptCount);
        decrypted = fields.TryUnprotect(
            RowOf(grant), new(grant.EncryptedAccessToken, grant.EncryptedRefreshToken), out var access, out var refresh)
                ? new DecryptedGrant(grant, access, refresh)
                : null;
        return decrypted is not null;
    }

    /// <summary>Encrypts the tokens under the current master key.</summary>
    /// <returns>Null where no key decrypts them; the same arrays where the current key does.</returns>
    public EncryptedTokens? Reencrypt(Grant grant) =>
        fields.Reencrypt(RowOf(grant), new(grant.EncryptedAccessToken, grant.EncryptedRefreshToken));

    public bool HasKeyFor(EncryptedTokenSet tokens) => fields.HasKeyFor(tokens.EncryptedAccessToken);

    private static TokenRow RowOf(Grant grant) =>
        new(GrantMapping.Table, grant.Id, grant.UserId, grant.Provider, grant.Generation);
}
