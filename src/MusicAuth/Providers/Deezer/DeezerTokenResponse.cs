using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.WebUtilities;

namespace MusicAuth.Providers.Deezer;

/// <summary>
/// A body of Deezer's token endpoint: JSON where Deezer heeds <c>output=json</c>, a query string under text/html where
/// it does not, and the words "wrong code" for a bad code, all with status 200.
/// </summary>
internal sealed record DeezerTokenResponse
{
    private const double ShortestLife = 1;

    [JsonPropertyName("access_token")] public JsonElement AccessToken { get; init; }
    [JsonPropertyName("token_type")] public JsonElement TokenType { get; init; }
    [JsonPropertyName("expires")] public JsonElement Expires { get; init; }

    /// <summary>Null where the body has neither form.</summary>
    public static DeezerTokenResponse? Read(string body) => body.StartsWith('{') ? ReadJson(body) : ReadQuery(body);

    /// <summary>Null where the token or its type is not what RFC 6749 allows.</summary>
    public TokenSet? ToTokenSet(DateTimeOffset now)
    {
        var token = TokenResponseMembers.GetString(AccessToken);
        if (!TokenSyntax.IsToken(token) || !IsBearer)
            return null;
        // Deezer has no refresh: a life that makes no sense must not end the consent. expires=0 means that
        // offline_access was granted and the token does not end.
        DateTimeOffset? end = TokenResponseMembers.GetSeconds(Expires) is { } life and >= ShortestLife and <= int.MaxValue
            ? now.AddSeconds(life)
            : null;
        return new TokenSet(new AccessToken(token!), RefreshToken: null, end, Scopes: null);
    }

    private bool IsBearer => TokenResponseMembers.IsNullOrMissing(TokenType)
        || (TokenResponseMembers.GetString(TokenType) is { } type && TokenSyntax.IsBearer(type));

    private static DeezerTokenResponse? ReadJson(string body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, DeezerTokenJson.Default.DeezerTokenResponse);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static DeezerTokenResponse ReadQuery(string body)
    {
        var query = QueryHelpers.ParseQuery(body);
        return new()
        {
            AccessToken = MemberOf("access_token"),
            TokenType = MemberOf("token_type"),
            Expires = MemberOf("expires"),
        };

        // A member that comes twice is no text.
        JsonElement MemberOf(string name) => !query.TryGetValue(name, out var values) ? default
            : JsonSerializer.SerializeToElement(
                values.Count == 1 ? values.ToString() : "", DeezerTokenJson.Default.String);
    }
}
