using System.Net;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Security;

/// <summary>docs/security.md T10: the headers that guard a browser, on every route and every status.</summary>
public sealed class SecurityHeaderTests : IAsyncLifetime
{
    private static readonly Dictionary<string, string> Guards = new(StringComparer.Ordinal)
    {
        ["X-Content-Type-Options"] = "nosniff",
        ["Referrer-Policy"] = "no-referrer",
        ["Cross-Origin-Resource-Policy"] = "same-origin",
    };

    private static readonly string[] Never = ["Server", "X-Powered-By", "Access-Control-Allow-Origin"];
    private Broker _broker = null!;

    public async ValueTask InitializeAsync() => _broker = await Broker.StartAsync();

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task Every_route_is_guarded_with_a_session_and_without()
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify", "deezer");
        using var anonymous = browser.NewCookielessClient();

        foreach (var route in Route.Of(_broker))
        {
            using var without = await anonymous.SendAsync(route.NewRequest());
            ShouldBeGuarded(without, $"{route} without");
            // A request that would end the session has another method and is refused because it has no origin.
            using var with = await browser.Client.SendAsync(route.NewRequest());
            ShouldBeGuarded(with, $"{route} with");
        }
    }

    [Theory]
    [InlineData("GET", "/", 200)]
    [InlineData("GET", "/app.css", 200)]
    [InlineData("GET", "/js/main.js", 200)]
    [InlineData("HEAD", "/app.css", 200)]
    [InlineData("POST", "/logout", 204)]
    [InlineData("GET", "/login/spotify", 302)]
    [InlineData("GET", "/callback/spotify?state=garbled", 302)]
    [InlineData("GET", "/callback/deezer", 302)]
    [InlineData("GET", "/me/playlists?limit=x", 400)]
    [InlineData("GET", "/login/spotify?returnUrl=https://evil.example", 400)]
    [InlineData("GET", "/login/tidal", 404)]
    [InlineData("GET", "/nowhere", 404)]
    [InlineData("GET", "/wwwroot/../appsettings.json", 404)]
    [InlineData("POST", "/nowhere", 404)]
    [InlineData("PUT", "/me/playlists", 405)]
    [InlineData("DELETE", "/health/live", 405)]
    public async Task Every_status_is_guarded(string method, string path, int status)
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify");

        using var answer = await browser.SendAsync(new HttpMethod(method), path);

        ((int)answer.StatusCode).ShouldBe(status);
        ShouldBeGuarded(answer, path);
    }

    [Fact]
    public async Task A_refused_origin_an_unreachable_provider_and_a_broken_database_are_guarded_too()
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify");
        using var foreign = await browser.SendAsync(HttpMethod.Post, "/logout", "http://evil.example");
        await _broker.FaultAsync(new { kind = "html", provider = "spotify" });
        using var invalid = await browser.Client.GetAsync("/me/playlists?provider=spotify");
        await _broker.FaultAsync(new { kind = "bad_gateway", provider = "spotify" });
        using var unavailable = await browser.Client.GetAsync("/me/favorites?provider=spotify");
        new Database(_broker.DataDirectory).Execute("ALTER TABLE grants RENAME TO away");
        using var broken = await browser.Client.GetAsync("/me");

        HttpResponseMessage[] answers = [foreign, invalid, unavailable, broken];
        answers.Select(answer => (int)answer.StatusCode).ShouldBe([403, 502, 503, 500]);
        foreach (var answer in answers) ShouldBeGuarded(answer, $"{answer.StatusCode}");
    }

    private static void ShouldBeGuarded(HttpResponseMessage answer, string request)
    {
        foreach (var (name, value) in Guards) Header(answer, name).ShouldBe(value, $"{name}: {request}");
        var policy = Header(answer, "Content-Security-Policy");
        // A provider's response is never a page, so its policy allows nothing.
        if (policy != "default-src 'none'; sandbox; frame-ancestors 'none'")
        {
            policy.ShouldStartWith("default-src 'none'; script-src 'self'; ", customMessage: request);
            policy.ShouldEndWith("base-uri 'none'; form-action 'self'; frame-ancestors 'none'", customMessage: request);
        }

        var isPage = answer.Content.Headers.ContentType?.MediaType == "text/html";
        Header(answer, "Permissions-Policy").Contains("geolocation=()", StringComparison.Ordinal)
            .ShouldBe(isPage, request);
        Header(answer, "Cross-Origin-Opener-Policy").ShouldBe(isPage ? "same-origin" : "", request);
        Header(answer, "Cache-Control").ShouldNotContain("public", customMessage: request);
        foreach (var name in Never) Header(answer, name).ShouldBeEmpty($"{name}: {request}");
        if (answer.StatusCode != HttpStatusCode.OK)
            Header(answer, "Cache-Control").ShouldContain("no-store", customMessage: request);
    }

    private static string Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : "";
}
