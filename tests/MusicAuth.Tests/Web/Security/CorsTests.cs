using System.Net;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Web.Security;

/// <summary>docs/security.md T12: pages of configured origins can read with a key.</summary>
public sealed class CorsTests : IAsyncLifetime
{
    private const string Named = "https://dash.example";

    private static readonly string[] Reading = ["library:read"];

    private Broker _broker = null!;
    private Browser _dora = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = await Broker.StartAsync(new Dictionary<string, string?> { ["Web:CorsOrigins:0"] = Named });
        _dora = await _broker.SignedInAsync("dora", "spotify");
    }

    public async ValueTask DisposeAsync()
    {
        _dora.Dispose();
        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task A_configured_origin_can_call_with_a_key_and_read_the_response()
    {
        using var app = _dora.NewApp(await _dora.NewKeyAsync(["library:read"]));

        using var preflight = await PreflightAsync(Named, "GET");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/me/playlists?limit=1");
        request.Headers.Add("Origin", Named);
        using var answer = await app.SendAsync(request);

        preflight.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        Allowed(preflight).ShouldBe(Named);
        preflight.Headers.GetValues("Access-Control-Allow-Headers").Single().ShouldContain("Authorization");
        preflight.Headers.Contains("Access-Control-Allow-Credentials").ShouldBeFalse();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        Allowed(answer).ShouldBe(Named);
        answer.Headers.Contains("Access-Control-Allow-Credentials").ShouldBeFalse();
    }

    [Fact]
    public async Task A_configured_origin_can_read_a_problem()
    {
        using var client = _dora.NewCookielessClient();
        client.DefaultRequestHeaders.Add("Origin", Named);

        using var answer = await client.GetAsync("/me/playlists");

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        Allowed(answer).ShouldBe(Named);
    }

    [Theory]
    [InlineData("GET", "/spotify/v1/me/tracks", "/spotify/v1/%2e%2e/me", "library:read", 400)]
    [InlineData("GET", "/me/playlists?limit=x", null, "library:read", 400)]
    [InlineData("GET", "/me/playlists?provider=tidal", null, "library:read", 404)]
    [InlineData("GET", "/nowhere", null, "library:read", 404)]
    [InlineData("PUT", "/me/playlists", null, "library:read", 405)]
    [InlineData("GET", "/spotify/v1/me/tracks", null, "library:read", 403)]
    [InlineData("GET", "/spotify/v1/me/tracks", null, null, 401)]
    [InlineData("GET", "/me/playlists?key=ma_000000000000_0000000000000000000000000000000000000000000", null, null,
        401)]
    public async Task A_configured_origin_can_read_each_early_refusal(
        string method, string path, string? raw, string? scope, int status)
    {
        using var app = scope is null ? _dora.NewCookielessClient() : _dora.NewApp(await _dora.NewKeyAsync([scope]));
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("Origin", Named);
        if (raw is not null)
            request.Headers.Add(ConnectionHeadersFilter.RawTarget, raw);

        using var answer = await app.SendAsync(request);

        ((int)answer.StatusCode).ShouldBe(status, await answer.Content.ReadAsStringAsync());
        Allowed(answer).ShouldBe(Named);
        answer.Headers.GetValues("Access-Control-Expose-Headers").Single().ShouldContain("MusicAuth-Error");
        answer.Headers.Contains("MusicAuth-Error").ShouldBeTrue();
    }

    [Fact]
    public async Task A_configured_origin_can_read_the_429_of_the_broker()
    {
        await using var broker = await Broker.StartAsync(new Dictionary<string, string?>
        {
            ["Web:CorsOrigins:0"] = Named,
            ["Access:AnonymousRequestsPerMinute"] = "1",
        });
        using var client = broker.NewBrowser().NewCookielessClient();
        client.DefaultRequestHeaders.Add("Origin", Named);
        using var first = await client.GetAsync("/providers");

        using var second = await client.GetAsync("/providers");

        second.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        Allowed(second).ShouldBe(Named);
        second.Headers.GetValues("Access-Control-Expose-Headers").Single().ShouldContain("Retry-After");
    }

    [Theory]
    [InlineData("https://dash.example.evil.example")]
    [InlineData("https://evil-dash.example")]
    [InlineData("https://dash.example:444")]
    [InlineData("http://dash.example")]
    [InlineData("https://DASH.example.")]
    [InlineData("null")]
    [InlineData("*")]
    public async Task No_other_origin_is_allowed_however_it_looks(string origin)
    {
        using var preflight = await PreflightAsync(origin, "GET");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/me");
        request.Headers.TryAddWithoutValidation("Origin", origin);
        using var answer = await _dora.Client.SendAsync(request);

        Allowed(preflight).ShouldBeNull();
        Allowed(answer).ShouldBeNull();
    }

    [Fact]
    public async Task A_configured_origin_changes_nothing_with_the_cookie()
    {
        using var answer = await _dora.PostAsync("/me/keys", new { name = "x", scopes = Reading }, Named);

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("\"cross_site_request\"");
        _broker.Database.Count("api_keys").ShouldBe(0);
    }

    private async Task<HttpResponseMessage> PreflightAsync(string origin, string method)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "/me/playlists");
        request.Headers.TryAddWithoutValidation("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", method);
        request.Headers.Add("Access-Control-Request-Headers", "authorization");
        return await _dora.NewCookielessClient().SendAsync(request);
    }

    private static string? Allowed(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var values) ? values.Single() : null;
}
