using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using MusicAuth.Grants;

namespace MusicAuth.Providers.Spotify;

internal sealed record SpotifyTokenAnswer
{
    // Spotify's access tokens live an hour; an answer that says nonsense is taken to mean that.
    private const double UsualLife = 3600;
    private const double LongestLife = 86_400;

    [JsonPropertyName("access_token")] public string? AccessToken { get; init; }
    [JsonPropertyName("refresh_token")] public string? RefreshToken { get; init; }
    [JsonPropertyName("expires_in")] public JsonElement ExpiresIn { get; init; }
    [JsonPropertyName("scope")] public string? Scope { get; init; }
    [JsonPropertyName("error")] public JsonElement Error { get; init; }

    public string? ErrorCode => Error.ValueKind == JsonValueKind.String ? Error.GetString() : null;

    public TokenSet? ToTokenSet(DateTimeOffset now) => string.IsNullOrEmpty(AccessToken)
        ? null
        : new TokenSet(
            new AccessToken(AccessToken),
            string.IsNullOrEmpty(RefreshToken) ? null : new RefreshToken(RefreshToken),
            now.AddSeconds(Life()),
            Scope?.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private double Life()
    {
        var life = ExpiresIn.ValueKind switch
        {
            JsonValueKind.Number when ExpiresIn.TryGetDouble(out var number) => number,
            JsonValueKind.String when double.TryParse(
                ExpiresIn.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
            _ => UsualLife,
        };
        return life is > 0 and <= LongestLife ? life : UsualLife;
    }
}

[JsonSerializable(typeof(SpotifyTokenAnswer))]
internal sealed partial class SpotifyTokenJson : JsonSerializerContext;
