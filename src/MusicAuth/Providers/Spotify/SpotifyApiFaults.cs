using System.Net;
using MusicAuth.Upstream;

namespace MusicAuth.Providers.Spotify;

/// <summary>
/// Spotify's errors. A 403 has at least four meanings, told apart only by their texts, and not all of them are JSON:
/// so the text is searched, not parsed.
/// </summary>
public sealed class SpotifyApiFaults : IProviderFaults
{
    public string Provider => SpotifyLibrary.Name;

    public UpstreamException? OfStatus(HttpStatusCode status, string text) => status switch
    {
        // A malformed bearer is answered with 400.
        HttpStatusCode.BadRequest when Says(text, "bearer authentication") =>
            new(Provider, UpstreamFault.Unauthorized, "Spotify refuses the access token."),
        HttpStatusCode.Forbidden => OfForbidden(text),
        HttpStatusCode.TooManyRequests => new(Provider, UpstreamFault.RateLimited, "Spotify limits requests.")
        {
            Reason = Says(text, "QUOTA_EXCEEDED") ? "quota_exceeded" : null,
        },
        _ => null,
    };

    public UpstreamException? OfAnswer(object answer) => null;

    private UpstreamException? OfForbidden(string text)
    {
        if (Says(text, "insufficient client scope"))
            return new(Provider, UpstreamFault.MissingScope, "The consent at Spotify lacks a scope.");
        if (Says(text, "not registered") || Says(text, "not be registered"))
            return new(Provider, UpstreamFault.Forbidden, "Spotify's app does not list this user.")
            {
                Reason = "user_not_registered",
            };
        if (Says(text, "premium subscription required"))
            return new(Provider, UpstreamFault.AppUnhealthy, "The owner of Spotify's app has no Premium.")
            {
                Reason = "premium_lapsed",
            };
        return null;
    }

    private static bool Says(string text, string words) => text.Contains(words, StringComparison.OrdinalIgnoreCase);
}
