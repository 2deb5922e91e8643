using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.SignIn.Registry;

public sealed class SignInConfigurationTests
{
    [Fact]
    public async Task A_public_client_signs_in_and_refreshes_without_a_secret()
    {
        await using var broker = await StartAsync(
            ("Spotify:ClientId", "sandbox-spotify-public"), ("Spotify:ClientSecret", ""));
        using var browser = await broker.SignedInAsync("dora", "spotify");

        broker.Clock.Advance(TimeSpan.FromMinutes(61));
        (await browser.GetAsync("/me/playlists?limit=1")).GetProperty("complete").GetBoolean().ShouldBeTrue();

        (await broker.StatsAsync()).Spotify.Refreshes.ShouldBe(1);
    }

    [Fact]
    public async Task A_provider_that_is_not_configured_is_off_and_the_problem_explains_the_registration()
    {
        await using var broker = await StartAsync(
            ("Spotify:ClientId", ""), ("Spotify:ClientSecret", ""), ("Spotify:PublicUrl", ""));
        using var browser = broker.NewBrowser();

        var spotify = (await browser.GetAsync("/providers")).GetProperty("items")[0];
        spotify.GetProperty("configured").GetBoolean().ShouldBeFalse();
        spotify.GetProperty("redirect_uri").GetString().ShouldBe("http://127.0.0.1:5080/callback/spotify");
        foreach (var path in new[] { "/login/spotify", "/callback/spotify?code=a&state=b" })
        {
            using var answer = await browser.Client.GetAsync(path);
            answer.Headers.Location!.ToString()
                .ShouldBe("/?error=sign_in_failed&provider=spotify&reason=not_configured");
        }

        (await browser.TrySignInAsync("deezer", "person=dora")).ShouldBe("/");
    }

    [Fact]
    public async Task A_callback_on_a_providers_own_host_redirects_to_PublicUrl_before_authentication()
    {
        await using var broker = await StartAsync(("Deezer:PublicUrl", "http://localhost:5080"));
        using var browser = broker.NewBrowser();
        var consent = await browser.StartSignInAsync("deezer");
        consent.Query.ShouldContain(Uri.EscapeDataString("http://localhost:5080/callback/deezer"));

        using var arriving = new HttpRequestMessage(HttpMethod.Get, "/callback/deezer?code=c%20d&state=s");
        arriving.Headers.Host = "localhost:5080";
        using var answer = await browser.Client.SendAsync(arriving);

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.Location!.OriginalString
            .ShouldBe("http://127.0.0.1:5080/callback/deezer?code=c%20d&state=s");
        (await broker.StatsAsync()).Deezer.TokenRequests.ShouldBe(0);
    }

    [Theory]
    [InlineData("Spotify:PublicUrl", "http://0.0.0.0:8080")]
    [InlineData("Spotify:PublicUrl", "https://music.example/path")]
    [InlineData("Deezer:PublicUrl", "http://[::]:8080")]
    [InlineData("Deezer:PublicUrl", "http://music.example:0")]
    public async Task An_address_that_no_browser_can_open_is_refused_for_one_provider_too(string key, string value)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { [key] = value });
        builder.Services.AddSpotify().AddDeezer();
        await using var app = builder.Build();

        var failure = Should.Throw<OptionsValidationException>(() => key.StartsWith('D')
            ? app.Services.GetRequiredService<IOptions<DeezerSettings>>().Value.Scopes
            : app.Services.GetRequiredService<IOptions<SpotifySettings>>().Value.Scopes);

        failure.Failures.ShouldHaveSingleItem().ShouldStartWith($"{key} is not an origin that browsers can use.");
    }

    [Theory]
    [InlineData("cross-site")]
    [InlineData("same-site")]
    public async Task A_link_on_another_site_leads_to_the_continue_page(string site)
    {
        await using var broker = await StartAsync();
        using var browser = broker.NewBrowser();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/login/spotify?returnUrl=%2Fdocs");
        request.Headers.Add("Sec-Fetch-Site", site);
        request.Headers.Add("Sec-Fetch-Dest", "document");

        using var answer = await browser.Client.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync())
            .ShouldContain("href=\"/login/spotify?returnUrl=%2Fdocs\"");
        browser.Cookies.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("image")]
    [InlineData("iframe")]
    [InlineData("empty")]
    public async Task Only_a_navigation_begins_a_flow(string destination)
    {
        await using var broker = await StartAsync();
        using var browser = broker.NewBrowser();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/login/spotify");
        request.Headers.Add("Sec-Fetch-Dest", destination);

        using var answer = await browser.Client.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        browser.Cookies.ShouldBeEmpty();
    }

    private static Task<Broker> StartAsync(params (string Key, string Value)[] settings) => Broker.StartAsync(
        settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value, StringComparer.Ordinal));

    [Theory]
    [InlineData("Spotify:AuthorizationEndpoint", "http://sandbox:5090/authorize", true)]
    [InlineData("Spotify:TokenEndpoint", "http://192.168.0.10/token", true)]
    [InlineData("Deezer:ApiBaseUrl", "http://sandbox.lan/deezer", true)]
    [InlineData("Deezer:TokenEndpoint", "http://localhost:5090/token", false)]
    [InlineData("Deezer:TokenEndpoint", "http://[::1]:5090/token", false)]
    [InlineData("Deezer:TokenEndpoint", "https://connect.example/token", false)]
    public async Task The_start_warns_about_plain_http_to_a_provider_and_names_the_setting(
        string key, string url, bool isExpected)
    {
        await using var broker = await Broker.StartAsync(new Dictionary<string, string?> { [key] = url });

        var warnings = broker.Log.All
            .Where(entry => entry.Contains("uses plain HTTP to", StringComparison.Ordinal)).ToList();
        warnings.Count.ShouldBe(isExpected ? 1 : 0);
        warnings.ShouldAllBe(entry => entry.Contains(key, StringComparison.Ordinal)
            && entry.Contains("\"Warning\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_callers_see_the_health_of_the_provider_app()
    {
        await using var broker = await Broker.StartAsync();
        using var browser = broker.NewBrowser();
        (await HealthAsync()).ShouldAllBe(health => health.ValueKind == System.Text.Json.JsonValueKind.Null);

        await browser.SignInAsync("spotify", "dora");

        (await HealthAsync()).ShouldAllBe(health => health.GetProperty("status").GetString() == "ok");
        return;

        async Task<System.Text.Json.JsonElement[]> HealthAsync() =>
            [.. (await browser.GetAsync("/providers")).GetProperty("items").EnumerateArray()
                .Select(provider => provider.GetProperty("health"))];
    }
}
