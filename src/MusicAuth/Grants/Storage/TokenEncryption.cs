using System.Diagnostics.CodeAnalysis;

namespace MusicAuth.Grants.Storage;

/// <summary>Encrypts an access token together with its refresh token.</summary>
internal static class TokenEncryption
{
    public static EncryptedTokens Protect(
        this FieldProtector fields, TokenRow row, AccessToken accessToken, RefreshToken? refreshToken) => new(
        fields.Protect(row.AccessToken, accessToken.Reveal()),
        refreshToken is null ? null : fields.Protect(row.RefreshToken, refreshToken.Reveal()));

    public static bool TryUnprotect(
        this FieldProtector fields, TokenRow row, EncryptedTokens tokens,
        [NotNullWhen(true)] out AccessToken? accessToken, out RefreshToken? refreshToken)
    {
        (accessToken, refreshToken) = (null, null);
        if (!fields.TryUnprotect(row.AccessToken, tokens.AccessToken, out var access))
            return false;
        string? refresh = null;
        if (tokens.RefreshToken is not null &&
            !fields.TryUnprotect(row.RefreshToken, tokens.RefreshToken, out refresh))
            return false;
        accessToken = new AccessToken(access);
        refreshToken = refresh is null ? null : new RefreshToken(refresh);
        return true;
    }

    public static EncryptedTokens? Reencrypt(this FieldProtector fields, TokenRow row, EncryptedTokens tokens)
    {
        var access = fields.Reencrypt(row.AccessToken, tokens.AccessToken);
        var refresh = tokens.RefreshToken is null ? null : fields.Reencrypt(row.RefreshToken, tokens.RefreshToken);
        return access is null || (refresh is null && tokens.RefreshToken is not null) ? null : new(access, refresh);
    }
}
