using System.Net;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Web.Requests;

/// <summary>Case f10: HEAD works wherever GET does (RFC 9110, section 9.3.2).</summary>
public sealed class HeadTests : IAsyncLifetime
{
    private Broker _broker = null!;
    private Browser _owner = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = await Broker.StartAsync(
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["Access:Registration"] = "Owner" });
        _owner = await _broker.SignedInAsync("alma", "spotify", "deezer");
    }

    public async ValueTask DisposeAsync()
    {
        _owner.Dispose();
        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task F10_every_GET_route_answers_HEAD_with_the_status_and_headers_of_GET()
    {
        using var stranger = _owner.NewCookielessClient();
        var routes = Route.Of(_broker).Where(route => route.Method == "GET").ToList();
        routes.Count.ShouldBeGreaterThan(20);
        foreach (var route in routes)
        {
            foreach (var client in (HttpClient[])[_owner.Client, stranger])
            {
                // HEAD of the flows comes first, because their GET would change the session.
                using var head = await AskAsync(client, HttpMethod.Head, route.Path);
                using var get = await AskAsync(client, HttpMethod.Get, route.Path);

                head.StatusCode.ShouldBe(get.StatusCode, route.Pattern);
                (head.Content.Headers.ContentType?.MediaType).ShouldBe(
                    get.Content.Headers.ContentType?.MediaType, route.Pattern);
                Names(head).ShouldBe(Names(get), route.Pattern);
            }
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/app.css")]
    [InlineData("/js/main.js")]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/providers")]
    [InlineData("/me")]
    [InlineData("/me/playlists")]
    [InlineData("/metrics")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/spotify/v1/me/tracks?limit=2")]
    [InlineData("/spotify/v1/playlists/x/tracks?limit=100")]
    [InlineData("/deezer/user/me")]
    [InlineData("/app/deezer/search?q=x")]
    public async Task F10_HEAD_has_the_status_of_GET(string path)
    {
        using var head = await AskAsync(_owner.Client, HttpMethod.Head, path);
        using var get = await AskAsync(_owner.Client, HttpMethod.Get, path);

        head.StatusCode.ShouldBe(get.StatusCode);
        head.StatusCode.ShouldNotBe(HttpStatusCode.MethodNotAllowed);
    }

    [Theory]
    [InlineData("/logout")]
    [InlineData("/nowhere")]
    public async Task F10_a_path_without_GET_has_no_HEAD(string path)
    {
        using var head = await AskAsync(_owner.Client, HttpMethod.Head, path);

        ((int)head.StatusCode).ShouldBeOneOf(404, 405);
        await _owner.GetAsync("/me");
    }

    [Theory]
    [InlineData("spotify")]
    [InlineData("deezer")]
    public async Task F10_HEAD_of_a_callback_or_a_login_changes_nothing(string provider)
    {
        using var browser = _broker.NewBrowser(_owner);
        var consent = await browser.StartSignInAsync(provider);
        var callback = await browser.ChooseConsentAsync(consent, "person=alma");
        var tokens = await TokenRequestsAsync();

        using var head = await AskAsync(browser.Client, HttpMethod.Head, callback.PathAndQuery);
        using var login = await AskAsync(browser.Client, HttpMethod.Head, $"/login/{provider}");

        head.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        head.Headers.Contains("Set-Cookie").ShouldBeFalse();
        login.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        login.Headers.Contains("Set-Cookie").ShouldBeFalse();
        (await TokenRequestsAsync()).ShouldBe(tokens);
        (await browser.FollowCallbackAsync(callback)).ShouldBe("/");
    }

    private async Task<int> TokenRequestsAsync() =>
        await _broker.StatsAsync() is { } stats ? stats.Spotify.TokenRequests + stats.Deezer.TokenRequests : 0;

    // A GET and a HEAD have different flow data.
    private static IEnumerable<string> Names(HttpResponseMessage answer) => answer.Headers.Select(header => header.Key)
        .Except(["Set-Cookie", "Location", "Expires", "Pragma"], StringComparer.OrdinalIgnoreCase)
        .Order(StringComparer.Ordinal);

    private static Task<HttpResponseMessage> AskAsync(HttpClient client, HttpMethod method, string path) =>
        client.SendAsync(new HttpRequestMessage(method, path));
}
