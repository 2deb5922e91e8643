using System.Net;
using System.Text.RegularExpressions;

namespace MusicAuth.Providers.Spotify;

/// <summary>
/// Spotify's errors. A 403 has at least four meanings, told apart only by their texts, and not all of them are JSON:
/// so the text is searched, not parsed.
/// </summary>
public sealed partial class SpotifyFaults : IProviderFaults
{
    public string Provider => SpotifyLibrary.Name;

    public UpstreamException? FromStatus(HttpStatusCode status, string text) => status switch
    {
        // A malformed bearer is answered with 400.
        HttpStatusCode.BadRequest when Contains(text, "bearer authentication") =>
            new(Provider, UpstreamFault.Unauthorized, "Spotify rejected the access token."),
        // The player says so with 401 where the consent lacks the scope: no token helps, however new.
        HttpStatusCode.Unauthorized when MissingPermission().IsMatch(text) => MissingScope(),
        // The app's own token where a user's is needed: another one of the same kind helps as little.
        HttpStatusCode.Unauthorized when Contains(text, "valid user authentication required") =>
            new(Provider, UpstreamFault.Forbidden, "Spotify requires a user's access token for this request."),
        HttpStatusCode.Forbidden => FromForbidden(text),
        HttpStatusCode.TooManyRequests => new(Provider, UpstreamFault.RateLimited,
            "Spotify is rate-limiting this server.")
        {
            Reason = Contains(text, "QUOTA_EXCEEDED") ? "quota_exceeded" : null,
        },
        _ => null,
    };

    public UpstreamException? FromBody(object answer) => null;

    private UpstreamException? FromForbidden(string text)
    {
        if (MissingPermission().IsMatch(text))
            return MissingScope();
        if (Contains(text, "not registered") || Contains(text, "not be registered"))
            return new(Provider, UpstreamFault.Forbidden,
                "The Spotify app of this server does not list this account. The owner of the app must add the account "
                + "in the Spotify developer dashboard.")
            {
                Reason = "user_not_registered",
            };
        if (Contains(text, "premium subscription required"))
            return new(Provider, UpstreamFault.AppUnhealthy,
                "Spotify has disabled the app of this server because the owner of the app has no Premium subscription.")
            {
                Reason = "premium_lapsed",
            };
        return null;
    }

    private UpstreamException MissingScope() =>
        new(Provider, UpstreamFault.MissingScope, "Your Spotify consent does not include a required permission.");

    // In JSON, in plain text, with any signs between the words, and either of them first.
    [GeneratedRegex(
        @"\b(permissions?[\W_]+(is[\W_]+|are[\W_]+)?missing"
        + @"|missing[\W_]+(the[\W_]+|required[\W_]+)?(permissions?|scopes?)"
        + @"|insufficient[\W_]+((client|oauth)[\W_]+)?scopes?|scopes?[\W_]+(is[\W_]+|are[\W_]+)?missing)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex MissingPermission();

    private static bool Contains(string text, string words) => text.Contains(words, StringComparison.OrdinalIgnoreCase);
}
