using System.Text.Json;
using System.Text.Json.Serialization;

namespace MusicAuth.Providers.Spotify;

/// <summary>A body of the token endpoint. No member is typed: one odd member must not hide the others.</summary>
internal sealed record SpotifyTokenResponse
{
    // Spotify's access tokens live an hour. A life that makes no sense is taken as that hour.
    private const double UsualLife = 3600;
    private const double ShortestLife = 1;
    private const double LongestLife = 86_400;

    [JsonPropertyName("access_token")] public JsonElement AccessToken { get; init; }
    [JsonPropertyName("token_type")] public JsonElement TokenType { get; init; }
    [JsonPropertyName("refresh_token")] public JsonElement RefreshToken { get; init; }
    [JsonPropertyName("expires_in")] public JsonElement ExpiresIn { get; init; }
    [JsonPropertyName("scope")] public JsonElement Scope { get; init; }
    [JsonPropertyName("error")] public JsonElement Error { get; init; }

    public string? ErrorCode => TokenResponseMembers.GetString(Error);

    /// <summary>Null where a token or its type is not what RFC 6749 allows.</summary>
    public TokenSet? ToTokenSet(DateTimeOffset now)
    {
        var access = TokenResponseMembers.GetString(AccessToken);
        var refresh = TokenResponseMembers.GetString(RefreshToken);
        var hasRefreshToken = !TokenResponseMembers.IsNullOrMissing(RefreshToken) && refresh is not "";
        if (!TokenSyntax.IsToken(access) || (hasRefreshToken && !TokenSyntax.IsToken(refresh)) || !IsBearer)
            return null;
        return new TokenSet(
            new AccessToken(access!),
            hasRefreshToken ? new RefreshToken(refresh!) : null,
            now.AddSeconds(Lifetime),
            TokenSyntax.ParseScopes(TokenResponseMembers.GetString(Scope)));
    }

    private bool IsBearer => TokenResponseMembers.IsNullOrMissing(TokenType)
        || (TokenResponseMembers.GetString(TokenType) is { } type && TokenSyntax.IsBearer(type));

    private double Lifetime => TokenResponseMembers.GetSeconds(ExpiresIn) is { } life and >= ShortestLife and <= LongestLife
        ? life
        : UsualLife;
}
