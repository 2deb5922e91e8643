using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Access.Requests;

/// <summary>docs/security.md T27: a flood from one network affects neither other networks nor known callers.</summary>
public sealed class RequestLimitTests
{
    [Fact]
    public async Task Requests_without_credentials_share_the_limit_of_their_network()
    {
        await using var broker = await StartAsync(anonymous: 60);
        using var client = From(broker, "192.0.2.1");

        var answers = await StatusesAsync(client, "/providers", 80);
        using var refused = await client.GetAsync("/providers");

        answers.Count(status => status == HttpStatusCode.OK).ShouldBeInRange(60, 62);
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta!.Value.ShouldBe(TimeSpan.FromSeconds(1));
        (await refused.Content.ReadAsStringAsync()).ShouldContain("\"rate_limited\"");
        using var elsewhere = From(broker, "192.0.2.2");
        (await StatusesAsync(elsewhere, "/providers", 1)).ShouldBe([HttpStatusCode.OK]);
        (await StatusesAsync(client, "/health/live", 1)).ShouldBe([HttpStatusCode.OK]);
        (await StatusesAsync(client, "/app.css", 1)).ShouldBe([HttpStatusCode.OK]);

        // The system clock refills the limit with one request a second.
        await Eventually.IsTrueAsync(
            async () => (await StatusesAsync(client, "/providers", 1)) is [HttpStatusCode.OK],
            patience: TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task The_files_of_the_page_are_served_to_a_network_that_has_reached_its_limit()
    {
        await using var broker = await StartAsync(anonymous: 1);
        using var client = From(broker, "192.0.2.1");
        (await StatusesAsync(client, "/providers", 2))[^1].ShouldBe(HttpStatusCode.TooManyRequests);
        client.DefaultRequestHeaders.Add("Cookie", "musicauth_session=made-up");

        foreach (var page in (string[])["/", "/docs", "/docs/", "/docs/scalar.js", "/js/version.js"])
            (await StatusesAsync(client, page, 3)).ShouldAllBe(status => status == HttpStatusCode.OK, page);

        (await StatusesAsync(client, "/providers", 1)).ShouldBe([HttpStatusCode.TooManyRequests]);
    }

    [Theory]
    [InlineData("/login", "/?error=rate_limited")]
    [InlineData("/login/spotify?returnUrl=%2Fdocs", "/?error=rate_limited&provider=spotify")]
    [InlineData("/login?claim=a-link", "/?error=rate_limited&claim=a-link")]
    [InlineData("/login/spotify?invite=a-link", "/?error=rate_limited&provider=spotify&invite=a-link")]
    [InlineData("/callback/deezer?code=x&state=y", "/?error=rate_limited&provider=deezer")]
    public async Task A_sign_in_beyond_the_limit_ends_at_the_page_in_a_browser_and_with_a_problem_elsewhere(
        string path, string page)
    {
        await using var broker = await StartAsync(anonymous: 1);
        using var client = From(broker, "192.0.2.1");
        (await StatusesAsync(client, path, 2))[^1].ShouldBe(HttpStatusCode.TooManyRequests);
        client.DefaultRequestHeaders.Add("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        client.DefaultRequestHeaders.Add("Sec-Fetch-Mode", "navigate");

        using var answer = await client.GetAsync(path);

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.Location!.ToString().ShouldBe(page);
        (await StatusesAsync(client, page, 1)).ShouldBe([HttpStatusCode.OK]);
    }

    [Fact]
    public async Task All_addresses_of_an_IPv6_network_share_one_limit()
    {
        await using var broker = await StartAsync(anonymous: 20);
        var answers = new List<HttpStatusCode>();
        for (var i = 1; i <= 30; i++)
        {
            using var client = From(broker, $"2001:db8:1:2::{i:x}");
            answers.AddRange(await StatusesAsync(client, "/providers", 1));
        }

        answers.Count(status => status == HttpStatusCode.TooManyRequests).ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task Invalid_keys_and_cookies_count_against_the_network_and_known_ones_do_not()
    {
        await using var broker = await StartAsync(anonymous: 60);
        using var dora = await broker.SignedInAsync("dora", "spotify");
        await dora.GetAsync("/me");
        using var app = dora.NewApp(await dora.NewKeyAsync(["connections:read"]));
        (await StatusesAsync(app, "/me", 1)).ShouldBe([HttpStatusCode.OK]);
        using var client = From(broker, "127.0.0.1");
        client.DefaultRequestHeaders.Add("Authorization", $"Bearer {ApiKeyFormat.Create()}");
        (await StatusesAsync(client, "/me", 80))[^1].ShouldBe(HttpStatusCode.TooManyRequests);

        // The flood comes from the same network, as behind a proxy that is not in the settings.
        (await StatusesAsync(app, "/me", 100)).ShouldAllBe(status => status == HttpStatusCode.OK);
        for (var i = 0; i < 100; i++)
            await dora.GetAsync("/me");
        using var forged = dora.NewCookielessClient();
        forged.DefaultRequestHeaders.Add("Cookie", "musicauth_session=made-up");
        // The limit has been refilled a little meanwhile.
        (await StatusesAsync(forged, "/me", 80)).ShouldContain(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task A_key_that_has_expired_and_a_session_that_has_ended_count_against_the_network_again()
    {
        await using var broker = await StartAsync(anonymous: 60);
        using var dora = await broker.SignedInAsync("dora", "spotify");
        using var app = dora.NewApp(await dora.NewKeyAsync(
            ["connections:read"], expiresAt: broker.Clock.GetUtcNow() + TimeSpan.FromMinutes(1)));
        using var copy = dora.NewCookielessClient();
        copy.DefaultRequestHeaders.Add("Cookie", dora.CookieHeader);
        (await StatusesAsync(app, "/me", 1)).ShouldBe([HttpStatusCode.OK]);
        (await StatusesAsync(copy, "/me", 1)).ShouldBe([HttpStatusCode.OK]);

        using var signedOut = await dora.SendAsync(HttpMethod.Post, "/logout");
        signedOut.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        broker.Clock.Advance(TimeSpan.FromMinutes(2));

        (await StatusesAsync(app, "/me", 80))[^1].ShouldBe(HttpStatusCode.TooManyRequests);
        (await StatusesAsync(copy, "/me", 80)).ShouldContain(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Each_key_and_each_session_has_its_own_limit()
    {
        await using var broker = await StartAsync(callers: 30);
        using var dora = await broker.SignedInAsync("dora", "spotify");
        using var first = dora.NewApp(await dora.NewKeyAsync(["connections:read"]));
        using var second = dora.NewApp(await dora.NewKeyAsync(["connections:read"]));

        var answers = await StatusesAsync(first, "/me", 45);
        using var refused = await first.GetAsync("/me");

        answers.Count(status => status == HttpStatusCode.OK).ShouldBeInRange(30, 32);
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter.ShouldNotBeNull();
        (await StatusesAsync(second, "/me", 5)).ShouldAllBe(status => status == HttpStatusCode.OK);
        await dora.GetAsync("/me");
    }

    [Theory]
    [InlineData("/spotify/v1/me/tracks", false)]
    [InlineData("/spotify/v1/me/tracks", true)]
    [InlineData("/deezer/user/me/tracks?access_token=x", false)]
    public async Task A_request_that_fails_on_the_fast_path_counts_once_against_the_limit_of_its_caller(
        string path, bool cached)
    {
        await using var broker = await Broker.StartAsync(new Dictionary<string, string?>
        {
            ["Access:CallerRequestsPerMinute"] = "30",
            ["Library:CacheSeconds"] = cached ? "60" : "0",
        });
        using var dora = await broker.SignedInAsync("dora", "spotify", "deezer");
        using var app = dora.NewApp(await dora.NewKeyAsync(["spotify:read", "deezer:read"]));
        await broker.FaultAsync(new { kind = "html", provider = "spotify", on = "api" });

        var answers = await StatusesAsync(app, path, 45);

        answers.Count(status => status != HttpStatusCode.TooManyRequests).ShouldBeInRange(30, 32);
    }

    [Fact]
    public async Task A_flood_of_sign_ins_writes_nothing_and_ends_in_429()
    {
        await using var broker = await StartAsync(anonymous: 60);
        using var client = From(broker, "192.0.2.9");

        var answers = await StatusesAsync(client, "/login/spotify", 200);

        answers.Count(status => status == HttpStatusCode.Redirect).ShouldBeLessThan(70);
        answers[^1].ShouldBe(HttpStatusCode.TooManyRequests);
        broker.Database.Count("spent_states").ShouldBe(0);
    }

    [Theory]
    [InlineData("Access:CallerRequestsPerMinute")]
    [InlineData("Access:AnonymousRequestsPerMinute")]
    public void A_negative_limit_stops_the_start(string key)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration[key] = "-1";
        builder.Services.AddAccess();
        using var host = builder.Build();

        Should.Throw<OptionsValidationException>(
            () => host.Services.GetRequiredService<IOptions<AccessOptions>>().Value).Message.ShouldContain(key);
    }

    private static Task<Broker> StartAsync(int anonymous = 0, int callers = 0) => Broker.StartAsync(
        new Dictionary<string, string?>
        {
            ["Access:AnonymousRequestsPerMinute"] = $"{anonymous}",
            ["Access:CallerRequestsPerMinute"] = $"{callers}",
        });

    private static HttpClient From(Broker broker, string address)
    {
        var client = broker.NewBrowser().NewCookielessClient();
        client.DefaultRequestHeaders.Add(ConnectionHeadersFilter.Header, address);
        return client;
    }

    private static async Task<List<HttpStatusCode>> StatusesAsync(HttpClient client, string path, int times)
    {
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < times; i++)
        {
            using var answer = await client.GetAsync(path);
            statuses.Add(answer.StatusCode);
        }

        return statuses;
    }
}
