using System.Net;
using System.Text.RegularExpressions;

namespace MusicAuth.Providers.Spotify;

/// <summary>
/// Recognises Spotify's errors. A 403 has at least four meanings that only its text tells apart, and not every text is
/// JSON: so the text is searched, not parsed.
/// </summary>
internal sealed partial class SpotifyFaults : IProviderFaults
{
    public string Provider => SpotifyProvider.Name;

    public UpstreamException? FromStatus(HttpStatusCode status, string text) => status switch
    {
        // Spotify answers a malformed bearer token with 400.
        HttpStatusCode.BadRequest when Contains(text, "bearer authentication") =>
            new(Provider, UpstreamFault.Unauthorized, "Spotify rejected the access token."),
        // The player answers 401 if the consent lacks a scope. A new token does not help.
        HttpStatusCode.Unauthorized when MissingPermission().IsMatch(text) => MissingScope(),
        // The operation needs a user's token and got the app's. Another app token does not help.
        HttpStatusCode.Unauthorized when Contains(text, "valid user authentication required") =>
            new(Provider, UpstreamFault.Forbidden, "Spotify requires a user's access token for this request."),
        HttpStatusCode.Forbidden => FromForbidden(text),
        HttpStatusCode.TooManyRequests => new(Provider, UpstreamFault.RateLimited,
            "Spotify is rate-limiting this server.")
        {
            Reason = Contains(text, "QUOTA_EXCEEDED") ? ProviderReasons.QuotaExceeded : null,
        },
        _ => null,
    };

    private UpstreamException? FromForbidden(string text) =>
        MissingPermission().IsMatch(text) ? MissingScope()
        : Contains(text, "not registered") || Contains(text, "not be registered") ?
            new(
                Provider, UpstreamFault.Forbidden,
                "The Spotify app of this server does not list this account. The owner of the app must add the account "
                + "in the Spotify developer dashboard.")
            {
                Reason = ProviderReasons.UserNotRegistered,
            }
        : Contains(text, "premium subscription required") ?
            new(
                Provider, UpstreamFault.AppUnhealthy,
                "Spotify has disabled the app of this server because the owner of the app has no Premium subscription.")
            {
                Reason = ProviderReasons.PremiumLapsed,
            }
        : null;

    private UpstreamException MissingScope() =>
        new(Provider, UpstreamFault.MissingScope, "Your Spotify consent does not include a required permission.");

    // Matches JSON and plain text, any characters between the words, and both orders.
    [GeneratedRegex(
        @"\b(permissions?[\W_]+(is[\W_]+|are[\W_]+)?missing"
        + @"|missing[\W_]+(the[\W_]+|required[\W_]+)?(permissions?|scopes?)"
        + @"|insufficient[\W_]+((client|oauth)[\W_]+)?scopes?|scopes?[\W_]+(is[\W_]+|are[\W_]+)?missing)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex MissingPermission();

    private static bool Contains(string text, string words) => text.Contains(words, StringComparison.OrdinalIgnoreCase);
}
