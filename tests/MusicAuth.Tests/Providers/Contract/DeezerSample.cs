using Xunit;

namespace MusicAuth.Tests.Providers.Contract;

public sealed class DeezerSample : IProviderSample
{
    public static string Name => "deezer";

    public static string ItemsMember => "data";

    public static int MaxPageSize => 100;

    public static string Scopes => "basic_access offline_access";

    public static string[] Addresses =>
    [
        "https://api.deezer.com/user/me/playlists?index=0&limit=100&access_token=to%2Bken%2F%3D",
        "https://api.deezer.com/user/me/tracks?index=0&limit=100&access_token=to%2Bken%2F%3D",
        "https://api.deezer.com/playlist/42/tracks?index=0&limit=100&access_token=to%2Bken%2F%3D",
    ];

    public static string? Authorization => null;

    public static TheoryData<string> ImpossiblePlaylistIds => ["", "1a", "-1", "1/2", "٣", "99999999999999999999"];

    public static TheoryData<int, string, UpstreamFault, string?> Faults => new()
    {
        { 200, """{"error":{"type":"Exception","message":"Quota","code":4}}""", UpstreamFault.RateLimited, null },
        { 200, """{"error":{"type":"Exception","message":"busy","code":700}}""", UpstreamFault.Unavailable, null },
        { 200, """{"error":{"type":"OAuthException","message":"x","code":300}}""", UpstreamFault.Unauthorized, null },
        { 200, """{"error":{"type":"OAuthException","message":"x","code":"300"}}""", UpstreamFault.Unauthorized, null },
        { 200, """{"error":{"type":"Exception","message":"An error has occured"}}""", UpstreamFault.Unavailable, null },
        { 200, """{"error":"Not Found"}""", UpstreamFault.NotFound, null },
        { 404, """{"error":"Not Found"}""", UpstreamFault.NotFound, null },
        { 404, """{"error":{"type":"DataException","message":"no data","code":800}}""", UpstreamFault.NotFound, null },
        { 403, """{"error":{"type":"Exception","code":4}}""", UpstreamFault.RateLimited, null },
        { 503, """{"error":{"type":"Exception","code":4}}""", UpstreamFault.RateLimited, null },
        { 429, "", UpstreamFault.RateLimited, null },
        { 403, "<html>", UpstreamFault.Forbidden, null },
        { 500, "<html>", UpstreamFault.Unavailable, null },
        { 200, """{"error":[],"results":true}""", UpstreamFault.InvalidAnswer, null },
        { 200, "wrong code", UpstreamFault.InvalidAnswer, null },
        { 200, """{"data":{},"total":3}""", UpstreamFault.InvalidAnswer, null },
    };

    public static TheoryData<string, int, string, int, int, long?> Pages => new()
    {
        { "filled up with the first items", 100, """ "total":160 """, 0, 60, null },
        { "filled up although more follows", 140, """ "total":400,"next":"https://x?index=200" """, 0, 100, 200L },
        { "more items, continuing behind them", 150, """ "total":400,"next":"https://x?index=250" """, 0, 150, 250L },
        { "an overlap with the next page", 100, """ "total":400,"next":"https://x?index=150" """, 0, 50, 150L },
        { "a next behind the total", 100, """ "total":160,"next":"https://x?index=200" """, 0, 60, null },
        { "a short page in the middle", 94, """ "total":400,"next":"https://x?index=200" """, 0, 94, 200L },
        { "a short page whose next skips items", 1, """ "total":400,"next":"https://x?index=194" """, 0, 1, 194L },
        { "an unreadable next", 100, """ "total":400,"next":{} """, 0, 100, 200L },
        { "a next without an index", 100, """ "total":400,"next":"https://x?y=1" """, 0, 100, 200L },
        { "a next without an index at the end", 50, """ "total":150,"next":"https://x?y=1" """, 0, 50, null },
        { "a null next in the middle", 100, """ "total":400,"next":null """, 0, 100, 200L },
        { "beyond 32 bits", 9, """ "total":8000000000,"next":"https://x?index=5000000000" """, 0, 9, 5000000000L },
        { "neither total nor next", 100, """ "checksum":"" """, 0, 100, null },
        { "more items than requested, neither total nor next", 130, """ "checksum":"" """, 0, 100, null },
        { "unreadable total and next", 100, """ "total":{},"next":[] """, 0, 100, 200L },
    };

    public static TheoryData<string> InvalidTokens =>
        [.. InvalidTokenResponses.AccessTokens];

    public static string ProfilePath => "/deezer/user/me";

    public static object RateLimitFault =>
        new { kind = "deezer_error", provider = "deezer", on = "api", times = 1, code = 4 };

    public static string RateLimitBody =>
        """{"error":{"type":"Exception","message":"Quota limit exceeded","code":4}}""";
}
