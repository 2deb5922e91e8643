using System.Net;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Security;

/// <summary>docs/security.md T26, T27: the forwarded headers of a request, and a flood of requests.</summary>
public sealed class ProxyTests
{
    private const string Proxy = "10.0.0.2";
    private const string ClaimRequired = "/?error=registration_closed&provider=spotify&reason=claim_required";

    [Theory]
    // A stranger sends the header of a proxy, which names this machine as the client.
    [InlineData("192.168.1.20", "127.0.0.1", null)]
    [InlineData("192.168.1.20", "127.0.0.1", Proxy)]
    // A client of the listed proxy is not this machine, even if its header says so.
    [InlineData(Proxy, "192.168.1.20", Proxy)]
    [InlineData(Proxy, "127.0.0.1", Proxy)]
    [InlineData(Proxy, "127.0.0.1, 192.168.1.20", Proxy)]
    [InlineData("127.0.0.1", "127.0.0.1", null)]
    public async Task T26_no_user_becomes_the_owner_by_a_forwarded_address(
        string peer, string forwarded, string? listed)
    {
        await using var broker = await StartAsync(listed, ("Access:Registration", "Owner"));
        using var browser = broker.NewBrowser();
        browser.Client.DefaultRequestHeaders.Add(ConnectionHeadersFilter.Header, peer);
        browser.Client.DefaultRequestHeaders.Add("X-Forwarded-For", forwarded);

        (await browser.TrySignInAsync("spotify", "person=dora")).ShouldBe(ClaimRequired);

        new Database(broker.DataDirectory).Count("users").ShouldBe(0);
    }

    [Theory]
    [InlineData(Proxy, "music.example", HttpStatusCode.OK)]
    [InlineData(Proxy, "evil.example", HttpStatusCode.BadRequest)]
    [InlineData("10.0.0.3", "evil.example", HttpStatusCode.OK)]
    public async Task T26_a_forwarded_host_is_used_only_from_a_trusted_proxy_and_must_be_an_accepted_host(
        string peer, string host, HttpStatusCode status)
    {
        await using var broker = await StartAsync(Proxy, ("Web:PublicUrl", "https://music.example"));
        using var browser = broker.NewBrowser();
        using var client = browser.NewCookielessClient();
        client.DefaultRequestHeaders.Add(ConnectionHeadersFilter.Header, peer);
        client.DefaultRequestHeaders.Add("X-Forwarded-Host", host);

        using var answer = await client.GetAsync("/providers");

        answer.StatusCode.ShouldBe(status);
        if (status == HttpStatusCode.OK)
            (await answer.Content.ReadAsStringAsync()).ShouldContain("\"https://music.example/login/spotify\"");
    }

    [Theory]
    [InlineData(Proxy, "https")]
    [InlineData(Proxy, "http")]
    [InlineData("10.0.0.3", "http")]
    [InlineData("10.0.0.3", "javascript")]
    public async Task T26_cookies_and_redirect_uri_follow_the_public_url_with_any_forwarded_scheme(
        string peer, string scheme)
    {
        await using var broker = await StartAsync(Proxy, ("Web:PublicUrl", "https://music.example"));
        using var browser = broker.NewBrowser();
        using var client = browser.NewCookielessClient();
        client.DefaultRequestHeaders.Add(ConnectionHeadersFilter.Header, peer);
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", scheme);
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.9");

        using var answer = await client.GetAsync("/login/spotify");

        answer.Headers.Location!.Query.ShouldContain(Uri.EscapeDataString("https://music.example/callback/spotify"));
        answer.Headers.GetValues("Set-Cookie").Single().ShouldContain("; secure", Case.Insensitive);
        answer.Headers.GetValues("Strict-Transport-Security").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task T26_an_origin_is_compared_with_the_public_url_and_not_with_the_forwarded_host()
    {
        await using var broker = await StartAsync(Proxy);
        using var browser = await broker.SignedInAsync("dora", "spotify");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/logout");
        request.Headers.Add(ConnectionHeadersFilter.Header, Proxy);
        request.Headers.Add("X-Forwarded-Host", "localhost:666");
        request.Headers.Add("Origin", "http://localhost:666");

        using var answer = await browser.Client.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [LongFact]
    public async Task T27_ten_thousand_begun_sign_ins_write_no_row()
    {
        await using var broker = await StartAsync(listed: null);
        using var browser = broker.NewBrowser();
        using var client = browser.NewCookielessClient();
        var before = Rows(broker);

        await Parallel.ForAsync(0, 10_000, async (number, stop) =>
        {
            using var answer = await client.GetAsync(number % 2 == 0 ? "/login/spotify" : "/login/deezer", stop);
            ((int)answer.StatusCode).ShouldBeOneOf(302, 429);
        });

        // Callbacks with a state that MusicAuth did not issue.
        for (var i = 0; i < 100; i++)
        {
            using var answer = await client.GetAsync($"/callback/spotify?code={i}&state={i}");
            answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        }

        Rows(broker).ShouldBe(before);
        using var other = await broker.SignedInAsync("dora", "spotify");
        await other.GetAsync("/me");
    }

    private static string Rows(Broker broker)
    {
        var database = new Database(broker.DataDirectory);
        var tables = (string)database.Scalar("SELECT group_concat(name) FROM sqlite_schema WHERE type = 'table'")!;
        tables.ShouldContain("spent_states");
        return string.Join(' ', tables.Split(',').Select(table => $"{table}={database.Count($"\"{table}\"")}"));
    }

    private static Task<Broker> StartAsync(string? listed, params (string Key, string Value)[] more)
    {
        var settings = more.ToDictionary(pair => pair.Key, pair => (string?)pair.Value, StringComparer.Ordinal);
        if (listed is not null) settings["Web:TrustedProxies"] = listed;
        return Broker.StartAsync(settings);
    }
}
