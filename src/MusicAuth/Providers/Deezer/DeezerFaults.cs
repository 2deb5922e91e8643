using System.Net;
using System.Text.Json;

namespace MusicAuth.Providers.Deezer;

/// <summary>
/// Deezer's errors. Most come with status 200; an error is a non-empty object or a string, for
/// <c>{"error":[],"results":true}</c> is a success.
/// </summary>
public sealed class DeezerFaults : IProviderFaults
{
    public string Provider => DeezerLibrary.Name;

    public UpstreamException? FromStatus(HttpStatusCode status, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind is JsonValueKind.Object
                && document.RootElement.TryGetProperty("error", out var error)
                    ? FromError(error)
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public UpstreamException? FromBody(object answer) =>
        answer is IDeezerResponse { Error: var error } ? FromError(error) : null;

    private UpstreamException? FromError(JsonElement error) => error.ValueKind switch
    {
        JsonValueKind.String when Contains(error, "not found") => New(UpstreamFault.NotFound,
            "Deezer has nothing with this id."),
        JsonValueKind.String => Unknown(),
        JsonValueKind.Object when error.EnumerateObject().Any() => FromCode(GetCode(error)),
        _ => null,
    };

    private UpstreamException FromCode(int? code) => code switch
    {
        4 => New(UpstreamFault.RateLimited, "Deezer is rate-limiting this server."),
        50 => new(Provider, UpstreamFault.AppUnhealthy,
            "Deezer has disabled the app of this server.") { Reason = "app_disabled" },
        200 => New(UpstreamFault.MissingScope, "Your Deezer consent does not include a required permission."),
        300 => New(UpstreamFault.Unauthorized, "Deezer rejected the access token."),
        800 => New(UpstreamFault.NotFound, "Deezer has nothing with this id."),
        901 => New(UpstreamFault.Forbidden, "Deezer does not allow this request for this account."),
        100 or 500 or 501 or 600 => New(UpstreamFault.InvalidAnswer, $"Deezer rejected the request (code {code})."),
        700 => Busy("Deezer is overloaded."),
        _ => Unknown(),
    };

    private static int? GetCode(JsonElement error) =>
        !error.TryGetProperty("code", out var code) ? null
        : code.ValueKind is JsonValueKind.Number && code.TryGetInt32(out var number) ? number
        : code.ValueKind is JsonValueKind.String && int.TryParse(code.GetString(), out var written) ? written
        : null;

    private static bool Contains(JsonElement error, string words) =>
        error.GetString()?.Contains(words, StringComparison.OrdinalIgnoreCase) is true;

    private UpstreamException Unknown() => Busy("Deezer answered with an error.");

    // It answered: one list that Deezer cannot give is no outage.
    private UpstreamException Busy(string message) =>
        new(Provider, UpstreamFault.Unavailable, message) { WasAnswered = true };

    private UpstreamException New(UpstreamFault fault, string message) => new(Provider, fault, message);
}
