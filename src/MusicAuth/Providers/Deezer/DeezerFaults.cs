using System.Net;
using System.Text.Json;

namespace MusicAuth.Providers.Deezer;

/// <summary>
/// Recognises Deezer's errors, most of which come with status 200. An error is a non-empty object or a string:
/// <c>{"error":[],"results":true}</c> is a success.
/// </summary>
internal sealed class DeezerFaults : IProviderFaults
{
    public const int Overload = 700;

    public string Provider => DeezerProvider.Name;

    public UpstreamException? FromStatus(HttpStatusCode status, string text) => FindError(text)?.Fault;

    /// <summary>The error in a response; null if there is none.</summary>
    public static EmbeddedError? FindError(string response)
    {
        try
        {
            using var document = JsonDocument.Parse(response);
            return document.RootElement.ValueKind is JsonValueKind.Object
                && document.RootElement.TryGetProperty("error", out var error)
                && FromError(error) is { } fault
                    ? new EmbeddedError(FindCode(error), fault)
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
        // The search for a member throws if a member's name is not valid Unicode.
        catch (InvalidOperationException)
        {
            return new EmbeddedError(Code: null, UnknownError());
        }
    }

    public static void ThrowIfError(JsonElement error)
    {
        if (FromError(error) is { } fault)
            throw fault;
    }

    private static UpstreamException? FromError(JsonElement error) => error.ValueKind switch
    {
        JsonValueKind.String when ResponseMembers.GetString(error) is { } text
            && text.Contains("not found", StringComparison.OrdinalIgnoreCase) => NotFound(),
        JsonValueKind.String => UnknownError(),
        JsonValueKind.Object when error.EnumerateObject().Any() => FromCode(FindCode(error)),
        _ => null,
    };

    private static UpstreamException FromCode(int? code) => code switch
    {
        4 => New(UpstreamFault.RateLimited, "Deezer is rate-limiting this server."),
        50 => new(DeezerProvider.Name, UpstreamFault.AppUnhealthy, "Deezer has disabled the app of this server.")
        {
            Reason = ProviderReasons.AppDisabled,
        },
        200 => New(UpstreamFault.MissingScope, "Your Deezer consent does not include a required permission."),
        300 => New(UpstreamFault.Unauthorized, "Deezer rejected the access token."),
        800 => NotFound(),
        901 => New(UpstreamFault.Forbidden, "Deezer does not allow this request for this account."),
        100 or 500 or 501 or 600 => New(UpstreamFault.InvalidAnswer, $"Deezer rejected the request (code {code})."),
        Overload => Unavailable("Deezer is overloaded."),
        _ => UnknownError(),
    };

    // Also a code that is written as text.
    private static int? FindCode(JsonElement error) =>
        error.ValueKind is not JsonValueKind.Object || !error.TryGetProperty("code", out var code) ? null
        : code.ValueKind is JsonValueKind.Number && code.TryGetInt32(out var number) ? number
        : int.TryParse(ResponseMembers.GetString(code), out var parsed) ? parsed
        : null;

    private static UpstreamException UnknownError() => Unavailable("Deezer answered with an error.");

    private static UpstreamException NotFound() => New(UpstreamFault.NotFound, "Deezer has nothing with this id.");

    // Deezer answered: an error for one list is not an outage.
    private static UpstreamException Unavailable(string message) =>
        new(DeezerProvider.Name, UpstreamFault.Unavailable, message) { WasAnswered = true };

    private static UpstreamException New(UpstreamFault fault, string message) =>
        new(DeezerProvider.Name, fault, message);
}
