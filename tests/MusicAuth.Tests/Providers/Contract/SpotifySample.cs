using Xunit;

namespace MusicAuth.Tests.Providers.Contract;

public sealed class SpotifySample : IProviderSample
{
    private const string Premium = "Active premium subscription required for the owner of the app. When the "
        + "subscription status changes, it can take a few hours before requests are allowed again.";

    public static string Name => "spotify";

    public static string ItemsMember => "items";

    public static int MaxPageSize => 50;

    public static string Scopes => "playlist-read-private playlist-read-collaborative user-library-read";

    public static string[] Addresses =>
    [
        "https://api.spotify.com/v1/me/playlists?limit=50&offset=0",
        "https://api.spotify.com/v1/me/tracks?limit=50&offset=0",
        "https://api.spotify.com/v1/playlists/42/items?additional_types=track,episode&limit=50&offset=0",
    ];

    public static string Authorization => "Bearer to+ken/=";

    public static TheoryData<string> ImpossiblePlaylistIds =>
    [
        "", "..", "a/b", "a?b", "a%2fb", "é", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    ];

    public static TheoryData<int, string, UpstreamFault, string?> Faults => new()
    {
        { 401, """{"error":{"status":401,"message":"The access token expired"}}""", UpstreamFault.Unauthorized, null },
        { 400, """{"error":"Only valid bearer authentication supported"}""", UpstreamFault.Unauthorized, null },
        { 403, """{"error":{"status":403,"message":"Insufficient client scope"}}""", UpstreamFault.MissingScope, null },
        { 403, "insufficient client SCOPE", UpstreamFault.MissingScope, null },
        {
            403, """{"error":{"message":"User not registered in the Developer Dashboard"}}""",
            UpstreamFault.Forbidden, "user_not_registered"
        },
        { 403, "User not registered in the Developer Dashboard", UpstreamFault.Forbidden, "user_not_registered" },
        { 403, Premium, UpstreamFault.AppUnhealthy, "premium_lapsed" },
        { 403, """{"error":{"status":403,"message":"Forbidden"}}""", UpstreamFault.Forbidden, null },
        { 403, "", UpstreamFault.Forbidden, null },
        { 404, "<html>", UpstreamFault.NotFound, null },
        { 429, "Too many requests", UpstreamFault.RateLimited, null },
        { 429, """{"error":{"status":429,"reason":"QUOTA_EXCEEDED"}}""", UpstreamFault.RateLimited, "quota_exceeded" },
        { 500, "<html>", UpstreamFault.Unavailable, null },
        { 502, "<html><title>502 Server Error</title>", UpstreamFault.Unavailable, null },
        { 200, """{"items":null,"total":3}""", UpstreamFault.InvalidAnswer, null },
        { 200, """{"items":7}""", UpstreamFault.InvalidAnswer, null },
    };

    public static TheoryData<string, int, string, int, int, long?> Pages => new()
    {
        { "filled up with the first items", 50, """ "offset":50,"limit":50,"total":60 """, 0, 10, null },
        { "more items than requested", 80, """ "offset":50,"limit":50,"total":200 """, 0, 50, 100L },
        { "more items than its own limit", 50, """ "offset":50,"limit":20,"total":200 """, 0, 20, 70L },
        { "a larger limit than requested", 100, """ "offset":50,"limit":100,"total":200 """, 0, 50, 100L },
        { "an earlier offset", 50, """ "offset":40,"limit":50,"total":200 """, 10, 50, 90L },
        { "an earlier offset at the end", 20, """ "offset":40,"limit":50,"total":60 """, 10, 20, null },
        { "a list that has shrunk", 5, """ "offset":40,"limit":50,"total":45 """, 5, 5, null },
        { "a later offset", 50, """ "offset":55,"limit":50,"total":200 """, 0, 50, 105L },
        { "an unreadable offset", 50, """ "offset":{},"limit":50,"total":200 """, 0, 50, 100L },
        { "a short page in the middle", 47, """ "offset":50,"limit":50,"total":200 """, 0, 47, 100L },
        { "an unreadable total with more to come", 50, """ "total":[],"next":"https://x" """, 0, 50, 100L },
        { "an unreadable total at the end", 50, """ "total":[],"next":null """, 0, 50, null },
        { "unreadable total and next", 50, """ "total":[],"next":{} """, 0, 50, 100L },
        { "unreadable total and next, no items", 0, """ "total":[],"next":{} """, 0, 0, null },
    };

    public static TheoryData<string> InvalidTokens =>
        [.. InvalidTokenResponses.AccessTokens, .. InvalidTokenResponses.RefreshTokens];

    public static string ProfilePath => "/spotify/v1/me";

    public static object RateLimitFault =>
        new { kind = "rate_limited", provider = "spotify", on = "api", times = 1, retry_after = 11 };

    public static string RateLimitBody => """{"error":{"status":429,"message":"API rate limit exceeded"}}""";
}
