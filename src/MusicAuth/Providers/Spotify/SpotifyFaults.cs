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
            new(Provider, UpstreamFault.Unauthorized, "Spotify refuses the access token."),
        // The player says so with 401 where the consent lacks the scope: no token helps, however new.
        HttpStatusCode.Unauthorized when MissingPermission().IsMatch(text) => MissingScope(),
        // The app's own token where a user's is needed: another one of the same kind helps as little.
        HttpStatusCode.Unauthorized when Contains(text, "valid user authentication required") =>
            new(Provider, UpstreamFault.Forbidden, "Spotify wants the token of a user."),
        HttpStatusCode.Forbidden => FromForbidden(text),
        HttpStatusCode.TooManyRequests => new(Provider, UpstreamFault.RateLimited, "Spotify limits requests.")
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
            return new(Provider, UpstreamFault.Forbidden, "Spotify's app does not list this user.")
            {
                Reason = "user_not_registered",
            };
        if (Contains(text, "premium subscription required"))
            return new(Provider, UpstreamFault.AppUnhealthy, "The owner of Spotify's app has no Premium.")
            {
                Reason = "premium_lapsed",
            };
        return null;
    }

    private UpstreamException MissingScope() =>
        new(Provider, UpstreamFault.MissingScope, "The consent at Spotify lacks a scope.");

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
