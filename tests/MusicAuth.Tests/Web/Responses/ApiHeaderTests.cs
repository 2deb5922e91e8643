using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Web.Responses;

/// <summary>Case f09: pages of an allowed origin can send and read the documented headers.</summary>
public sealed partial class ApiHeaderTests() : PassthroughTestBase(
    ("Web:CorsOrigins:0", Dash), ("Library:CacheSeconds", "60"),
    ("Spotify:AllowedScopes", "user-library-modify"))
{
    private const string Dash = "http://dash.example";

    // Headers that browsers always expose, security headers, and headers of the connection.
    private static readonly HashSet<string> OfBrowsers = new(StringComparer.OrdinalIgnoreCase)
    {
        "Cache-Control", "Content-Language", "Content-Length", "Content-Type", "Expires", "Last-Modified", "Pragma",
        "Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Resource-Policy",
        "Cross-Origin-Opener-Policy", "Permissions-Policy", "X-Frame-Options", "Strict-Transport-Security",
        "Set-Cookie", "Location", "Date", "Vary", "Transfer-Encoding", "Connection", "Accept-Ranges",
        "Clear-Site-Data", "X-Robots-Tag",
    };

    [Fact]
    public async Task F09_every_header_that_is_sent_can_be_read()
    {
        var sent = new SortedSet<string>(StringComparer.OrdinalIgnoreCase);
        string[] paths =
        [
            "/spotify/v1/me/tracks", "/spotify/v1/me/tracks", "/deezer/playlist/99999999999", "/me/playlists",
            "/spotify/v1/playlists/0000000000000000000000", "/spotify/v1/me/top/artists", "/nowhere",
            .. Route.Of(Broker).Where(route => route.Method == "GET" && !route.Pattern.Contains("callback"))
                .Select(route => route.Path),
        ];
        foreach (var client in (HttpClient[])[App, Dora.NewCookielessClient()])
        {
            foreach (var path in paths)
                sent.UnionWith(await HeadersAsync(client, HttpMethod.Get, path));
            sent.UnionWith(await HeadersAsync(client, HttpMethod.Put, "/me/playlists"));
        }

        sent.UnionWith(await HeadersOfFaultsAsync());
        sent.Where(name => !OfBrowsers.Contains(name) && !name.StartsWith("Access-Control-"))
            .Except(ApiHeaders.ResponseHeaders, StringComparer.OrdinalIgnoreCase).ShouldBeEmpty();
        ApiHeaders.ResponseHeaders.Except(sent, StringComparer.OrdinalIgnoreCase)
            .ShouldBeEmpty("the list names a header that is never sent");
    }

    [Fact]
    public async Task F09_both_lists_equal_the_CORS_headers()
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "/spotify/v1/me");
        request.Headers.Add("Origin", Dash);
        request.Headers.Add("Access-Control-Request-Method", "GET");
        request.Headers.Add("Access-Control-Request-Headers", "cache-control, musicauth-shape, accept-language");
        using var preflight = await Dora.NewCookielessClient().SendAsync(request);

        Listed(preflight, "Access-Control-Allow-Headers").ShouldBe(ApiHeaders.RequestHeaders, ignoreOrder: true);
        using var read = new HttpRequestMessage(HttpMethod.Get, "/spotify/v1/me/tracks");
        read.Headers.Add("Origin", Dash);
        using var answer = await App.SendAsync(read);
        Listed(answer, "Access-Control-Expose-Headers").ShouldBe(ApiHeaders.ResponseHeaders, ignoreOrder: true);
    }

    [Fact]
    public void F09_every_header_that_the_documentation_names_is_on_a_list()
    {
        string[] listed = [.. ApiHeaders.RequestHeaders, .. ApiHeaders.ResponseHeaders];
        var named = Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/adr/") && !file.EndsWith("security.md") && !file.EndsWith("reliability.md"))
            .SelectMany(file => OurHeader().Matches(File.ReadAllText(file)))
            .Select(match => match.Value).Distinct(StringComparer.OrdinalIgnoreCase).ToList();

        named.Count.ShouldBeGreaterThan(4);
        named.Except(listed, StringComparer.OrdinalIgnoreCase).ShouldBeEmpty();
        var passthrough = File.ReadAllText(Repository.PathOf("docs", "passthrough.md"))
            + File.ReadAllText(Repository.PathOf("docs", "caching.md"));
        listed.Where(name => !passthrough.Contains(name, StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty();
    }

    private async Task<IEnumerable<string>> HeadersOfFaultsAsync()
    {
        var sent = new List<string>();
        await Broker.FaultAsync(new { kind = "forbidden", text = "scope", provider = "spotify", on = "api" });
        sent.AddRange(await HeadersAsync(App, HttpMethod.Put, "/spotify/v1/me/library?uris=spotify:track:1"));
        await Broker.FaultAsync(
            new { kind = "rate_limited", provider = "spotify", on = "api", retry_after = 5, times = 1 });
        sent.AddRange(await HeadersAsync(App, HttpMethod.Get, "/spotify/v1/me/player"));
        await HeadersAsync(App, HttpMethod.Get, "/deezer/user/me/tracks?limit=4");
        Broker.Clock.Advance(TimeSpan.FromSeconds(61));
        await Broker.FaultAsync(new { kind = "bad_gateway", provider = "deezer", on = "api" });
        sent.AddRange(await HeadersAsync(App, HttpMethod.Get, "/deezer/user/me/tracks?limit=4"));
        return sent;
    }

    private static async Task<IEnumerable<string>> HeadersAsync(HttpClient client, HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        using var answer = await client.SendAsync(request);
        return [.. answer.Headers.Concat(answer.Content.Headers).Select(header => header.Key)];
    }

    private static string[] Listed(HttpResponseMessage answer, string name) =>
        [.. answer.Headers.GetValues(name).SelectMany(value => value.Split(',')).Select(value => value.Trim())];

    [GeneratedRegex("MusicAuth-[A-Z][A-Za-z-]+", RegexOptions.NonBacktracking)]
    private static partial Regex OurHeader();
}
