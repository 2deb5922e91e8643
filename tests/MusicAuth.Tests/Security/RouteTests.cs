using System.Net;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Security;

/// <summary>Rules for every endpoint, including new ones: T5, T7, T10, ASVS 6.3.4, 13.4.4.</summary>
public sealed class RouteTests(SharedBroker shared) : IClassFixture<SharedBroker>
{
    private readonly Broker _broker = shared.Broker;
    private readonly IReadOnlyList<Route> _routes = Route.Of(shared.Broker);

    private IEnumerable<Route> Guarded => _routes.Where(route => !route.IsOpen);

    [Fact]
    public void Every_endpoint_declares_its_callers_or_is_on_the_list_of_open_endpoints()
    {
        Guarded.ShouldNotBeEmpty();
        Guarded.Where(route => route.Required is null).ShouldBeEmpty();
        _routes.Where(route => route.IsOpen && route.Required is not null).ShouldBeEmpty();
        _routes.ShouldAllBe(route => route.Method != "(any)");
    }

    [Fact]
    public async Task Every_guarded_endpoint_refuses_a_request_without_a_session()
    {
        using var client = _broker.NewBrowser().NewCookielessClient();

        foreach (var route in Guarded)
            await ShouldBeRefusedAsync(client, route, HttpStatusCode.Unauthorized, "unauthenticated", cookie: null);
    }

    [Fact]
    public async Task T5_every_endpoint_refuses_the_cookie_of_an_ended_session()
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify", "deezer");
        var stolen = browser.CookieHeader;
        using var left = await browser.SendAsync(HttpMethod.Post, "/logout");
        left.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var thief = browser.NewCookielessClient();

        foreach (var route in Guarded)
            await ShouldBeRefusedAsync(thief, route, HttpStatusCode.Unauthorized, "unauthenticated", stolen);

        new Database(_broker.DataDirectory).Count("grants").ShouldBe(2);
    }

    [Theory]
    [InlineData("http://127.0.0.1:5081", null)]
    [InlineData("http://127.0.0.1", null)]
    [InlineData("https://127.0.0.1:5080", null)]
    [InlineData("http://localhost:5080", null)]
    [InlineData("http://127.0.0.1:5080@evil.example", null)]
    [InlineData("http://127.0.0.1:50800", null)]
    [InlineData("http://127.0.0.1:5080/", null)]
    [InlineData("HTTP://127.0.0.1:5080", null)]
    [InlineData("null", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    [InlineData("http://127.0.0.1:5080", "same-site")]
    [InlineData("http://127.0.0.1:5080", "cross-site")]
    [InlineData("http://127.0.0.1:5080", "none")]
    public async Task T7_no_endpoint_changes_anything_for_another_origin(string? origin, string? site)
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify", "deezer");
        var unsafeRoutes = Guarded.Where(route => route.Method is not ("GET" or "HEAD")).ToList();
        unsafeRoutes.Count.ShouldBeGreaterThan(1);

        foreach (var route in unsafeRoutes)
        {
            // A form on another site could send such a request.
            using var request = route.NewRequest();
            request.Content = new StringContent("{\"a=b\":1}", System.Text.Encoding.UTF8, "text/plain");
            if (origin is not null) request.Headers.TryAddWithoutValidation("Origin", origin);
            if (site is not null) request.Headers.Add("Sec-Fetch-Site", site);
            using var answer = await browser.Client.SendAsync(request);

            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, route.ToString());
            (await answer.Content.ReadAsStringAsync()).ShouldContain("\"cross_site_request\"");
        }

        await browser.GetAsync("/me");
        new Database(_broker.DataDirectory).Count("grants").ShouldBe(2);
    }

    [Fact]
    public async Task Two_origins_in_one_request_are_refused()
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/logout");
        request.Headers.Add("Origin", [Broker.PublicUrl, "http://evil.example"]);

        using var answer = await browser.Client.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("TRACE")]
    [InlineData("CONNECT")]
    [InlineData("TRACK")]
    [InlineData("PROPFIND")]
    [InlineData("PURGE")]
    public async Task An_unsupported_method_is_not_allowed_at_any_path(string method)
    {
        using var client = _broker.NewBrowser().NewCookielessClient();

        foreach (var path in _routes.Select(route => route.Path).Distinct())
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            request.Headers.Add("Test-Echo", "planted");
            using var answer = await client.SendAsync(request);

            answer.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed, path);
            answer.Content.Headers.Allow.ShouldNotBeEmpty(path);
            answer.Content.Headers.Allow.Contains("HEAD").ShouldBe(
                answer.Content.Headers.Allow.Contains("GET"), path);
            (await answer.Content.ReadAsStringAsync()).ShouldNotContain("planted");
        }
    }

    [Fact]
    public async Task No_get_changes_anything()
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify", "deezer");
        var before = Rows();

        foreach (var route in _routes.Where(route => route.Method is "GET" or "HEAD"))
        {
            using var answer = await browser.Client.SendAsync(route.NewRequest());
        }

        Rows().ShouldBe(before);
        await browser.GetAsync("/me");
    }

    private static async Task ShouldBeRefusedAsync(
        HttpClient client, Route route, HttpStatusCode status, string code, string? cookie)
    {
        using var answer = await client.SendAsync(route.NewRequest(cookie, Broker.PublicUrl));
        answer.StatusCode.ShouldBe(status, route.ToString());
        (await answer.Content.ReadAsStringAsync()).ShouldContain($"\"{code}\"");
    }

    private string Rows()
    {
        var database = new Database(_broker.DataDirectory);
        return string.Join(' ', new[] { "users", "identities", "sessions", "grants", "spent_states" }
            .Select(table => $"{table}={database.Count(table)}"));
    }
}
