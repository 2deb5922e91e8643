using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MusicAuth.Providers.Spotify;

/// <summary>A token response. No member is typed, so that one malformed member does not hide the others.</summary>
internal sealed record SpotifyTokenResponse
{
    // Spotify's access tokens are valid for an hour; an implausible lifetime counts as that hour.
    private const double DefaultLifetime = 3600;
    private const double MinLifetime = 1;
    private const double MaxLifetime = 86_400;

    [JsonPropertyName("access_token")] public JsonElement AccessToken { get; init; }
    [JsonPropertyName("token_type")] public JsonElement TokenType { get; init; }
    [JsonPropertyName("refresh_token")] public JsonElement RefreshToken { get; init; }
    [JsonPropertyName("expires_in")] public JsonElement ExpiresIn { get; init; }
    [JsonPropertyName("scope")] public JsonElement Scope { get; init; }
    [JsonPropertyName("error")] public JsonElement Error { get; init; }
    [JsonPropertyName("error_description")] public JsonElement ErrorDescription { get; init; }

    public string? ErrorCode => ResponseMembers.GetString(Error);

    public bool RefusesApp(HttpStatusCode status) =>
        status is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized
        && ErrorCode is ProviderReasons.InvalidClient or "unauthorized_client" or "unsupported_grant_type";

    /// <summary>Null if a token or its type is not valid in RFC 6749.</summary>
    public TokenSet? ToTokenSet(DateTimeOffset now)
    {
        var access = ResponseMembers.GetString(AccessToken);
        var refresh = ResponseMembers.GetString(RefreshToken);
        var hasRefreshToken = !ResponseMembers.IsNullOrMissing(RefreshToken) && refresh is not "";
        if (!TokenSyntax.IsToken(access) || (hasRefreshToken && !TokenSyntax.IsToken(refresh))
            || !ResponseMembers.IsBearer(TokenType))
            return null;
        return new TokenSet(
            new AccessToken(access!),
            hasRefreshToken ? new RefreshToken(refresh!) : null,
            now.AddSeconds(
                ResponseMembers.GetSeconds(ExpiresIn) is { } seconds and >= MinLifetime and <= MaxLifetime
                    ? seconds
                    : DefaultLifetime),
            TokenSyntax.ParseScopes(ResponseMembers.GetString(Scope)));
    }
}
