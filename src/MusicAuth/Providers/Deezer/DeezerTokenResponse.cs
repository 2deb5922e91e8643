using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.WebUtilities;

namespace MusicAuth.Providers.Deezer;

/// <summary>
/// A token response, always with status 200: JSON if Deezer obeys <c>output=json</c>, otherwise a query string as
/// text/html, or the words "wrong code".
/// </summary>
internal sealed record DeezerTokenResponse
{
    private const double MinLifetime = 1;

    [JsonPropertyName("access_token")] public JsonElement AccessToken { get; init; }
    [JsonPropertyName("token_type")] public JsonElement TokenType { get; init; }
    [JsonPropertyName("expires")] public JsonElement Expires { get; init; }

    /// <summary>Null if the body has neither form.</summary>
    public static DeezerTokenResponse? Parse(string body) => body.StartsWith('{') ? ParseJson(body) : ParseQuery(body);

    /// <summary>Null if the token or its type is not valid in RFC 6749.</summary>
    public TokenSet? ToTokenSet(DateTimeOffset now)
    {
        var token = ResponseMembers.GetString(AccessToken);
        if (!TokenSyntax.IsToken(token) || !ResponseMembers.IsBearer(TokenType))
            return null;
        // expires=0 means that the token does not expire. An implausible lifetime counts as that too: Deezer has no
        // refresh tokens, so a wrong end would end the connection.
        DateTimeOffset? expiresAt =
            ResponseMembers.GetSeconds(Expires) is { } seconds and >= MinLifetime and <= int.MaxValue
                ? now.AddSeconds(seconds)
                : null;
        return new TokenSet(new AccessToken(token!), RefreshToken: null, expiresAt, Scopes: null);
    }

    private static DeezerTokenResponse? ParseJson(string body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, DeezerJson.Default.DeezerTokenResponse);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static DeezerTokenResponse ParseQuery(string body)
    {
        var query = QueryHelpers.ParseQuery(body);
        return new()
        {
            AccessToken = GetMember("access_token"),
            TokenType = GetMember("token_type"),
            Expires = GetMember("expires"),
        };

        // A repeated parameter has no usable value.
        JsonElement GetMember(string name) => query.TryGetValue(name, out var values)
            ? JsonSerializer.SerializeToElement(values.Count == 1 ? values.ToString() : "", DeezerJson.Default.String)
            : default;
    }
}
