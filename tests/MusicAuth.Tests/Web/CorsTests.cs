using System.Net;
using MusicAuth.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Web;

/// <summary>SECURITY T12: pages of other origins read with a key, where the operator named them, and else nothing.</summary>
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
    public async Task The_named_origin_may_call_with_a_key_and_read_the_answer()
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
    public async Task A_problem_can_be_read_there_as_well()
    {
        using var client = _dora.NewCookielessClient();
        client.DefaultRequestHeaders.Add("Origin", Named);

        using var answer = await client.GetAsync("/me/playlists");

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        Allowed(answer).ShouldBe(Named);
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
    public async Task With_the_cookie_the_named_origin_changes_nothing()
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
