using System.Text.Json;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Security.Hostile;

/// <summary>docs/security.md T14, T18, T19: a hostile provider.</summary>
public sealed class HostileProviderTests : IAsyncLifetime
{
    // Some of these responses never end: only the broker's own deadline ends the wait.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private HostileProvider _provider = null!;
    private HostileProvider _elsewhere = null!;
    private Broker _broker = null!;

    public static IEnumerable<TheoryDataRow<string>> Answers() =>
        HostileProviderResponses.All.Keys.Select(name => new TheoryDataRow<string>(name));

    public async ValueTask InitializeAsync()
    {
        _provider = await HostileProvider.StartAsync();
        _elsewhere = await HostileProvider.StartAsync();
        _broker = await _provider.StartBrokerAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        await _provider.DisposeAsync();
        await _elsewhere.DisposeAsync();
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task T18_a_redirect_of_a_token_endpoint_is_never_followed(int status)
    {
        _provider.Token = HostileProviderResponses.RedirectTo($"{_elsewhere.Address}/token", status);
        using var browser = _broker.NewBrowser();

        foreach (var service in new[] { "spotify", "deezer" })
        {
            var end = await HostileProvider.TrySignInAsync(browser, service, "dora");
            end.ShouldStartWith("/?error=");
            end.ShouldNotContain(_elsewhere.Address);
        }

        _elsewhere.Requests.ShouldBeEmpty();
        _provider.Requests.ShouldBe(["/spotify/token", "/deezer/token"]);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task T18_a_redirect_of_an_API_is_never_followed(int status)
    {
        using var browser = await SignedInAsync();
        _provider.Api = HostileProviderResponses.RedirectTo($"{_elsewhere.Address}/v1", status);

        foreach (var service in new[] { "spotify", "deezer" })
        {
            var (code, body) = await ReadAsync(browser, service);
            code.ShouldBe(502, body);
            body.ShouldContain("\"provider_answer_invalid\"");
            body.ShouldNotContain(_elsewhere.Address);
        }

        _elsewhere.Requests.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task T19_every_hostile_response_of_an_API_becomes_a_problem_in_time(string answer)
    {
        using var browser = await SignedInAsync();
        _provider.Api = HostileProviderResponses.All[answer];

        string[] services = ["spotify", "deezer"];
        var answers = await Task.WhenAll(services.Select(service => ReadAsync(browser, service))).WaitAsync(Patience);

        foreach (var (service, (code, body)) in services.Zip(answers))
        {
            code.ShouldBeOneOf(502, 503);
            JsonElement.Parse(body).GetProperty("provider").GetString().ShouldBe(service);
            body.ShouldNotContain("script");
        }
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task T19_every_hostile_token_response_ends_the_sign_in_in_time_without_a_grant(string answer)
    {
        _provider.Token = HostileProviderResponses.All[answer];

        var ends = await Task.WhenAll(TrySignInAsync("spotify"), TrySignInAsync("deezer")).WaitAsync(Patience);

        ends.ShouldAllBe(end => end.StartsWith("/?error="));
        new Database(_broker.DataDirectory).Count("grants").ShouldBe(0);
    }

    [Fact]
    public async Task T14_a_cookie_of_a_provider_is_neither_stored_nor_forwarded()
    {
        using var dora = await SignedInAsync();
        using var alma = await SignedInAsync();

        foreach (var browser in new[] { dora, alma })
        {
            using var answer = await browser.Client.GetAsync("/me/playlists");
            answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
            browser.Cookies.Select(cookie => cookie.Name).ShouldBe(["musicauth_session"]);
        }

        _provider.Requests.Count.ShouldBeGreaterThan(8);
        _provider.Cookies.ShouldBeEmpty();
    }

    private async Task<string> TrySignInAsync(string service)
    {
        using var browser = _broker.NewBrowser();
        return await HostileProvider.TrySignInAsync(browser, service, "dora");
    }

    private async Task<Browser> SignedInAsync()
    {
        var browser = _broker.NewBrowser();
        foreach (var service in new[] { "spotify", "deezer" })
            (await HostileProvider.TrySignInAsync(browser, service, "dora")).ShouldBe("/");
        return browser;
    }

    private static async Task<(int Status, string Body)> ReadAsync(Browser browser, string service)
    {
        using var answer = await browser.Client.GetAsync($"/me/favorites?provider={service}");
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
