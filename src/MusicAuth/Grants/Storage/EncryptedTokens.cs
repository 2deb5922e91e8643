namespace MusicAuth.Grants.Storage;

/// <summary>An access token and a refresh token, encrypted for one row.</summary>
internal sealed record EncryptedTokens(byte[] AccessToken, byte[]? RefreshToken)
{
    public override string ToString() => "***";
}
