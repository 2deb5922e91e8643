using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Security;

/// <summary>
/// docs/security.md T11: foreign host names are refused, and MusicAuth's own URLs depend on no host name.
/// </summary>
public sealed class HostTests : IAsyncLifetime
{
    private static readonly string[] OtherPaths = ["/app.css", "/js/main.js", "/favicon.svg", "/nowhere", "/healthy"];
    private Broker _broker = null!;

    public async ValueTask InitializeAsync() => _broker = await Broker.StartAsync();

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Theory]
    [InlineData("")]
    [InlineData("evil.example")]
    [InlineData("evil.example:5080")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("127.0.0.1.evil.example:5080")]
    [InlineData("localhost.evil.example")]
    [InlineData("evil-localhost")]
    [InlineData("192.168.0.10:5080")]
    [InlineData("0.0.0.0:5080")]
    [InlineData("[::ffff:192.168.0.10]")]
    [InlineData("127.0.0.1@evil.example")]
    public async Task A_foreign_host_name_is_refused_on_every_path(string host)
    {
        var paths = Route.Of(_broker).Select(route => route.Path).Distinct()
            .Where(path => !path.StartsWith("/health/")).Concat(OtherPaths);

        foreach (var path in paths)
        {
            var answer = await SendAsync(host, path);
            answer.Response.StatusCode.ShouldBe(400, path);
            answer.Response.Headers.Location.ShouldBeEmpty(path);
            answer.Response.Headers.SetCookie.ShouldBeEmpty(path);
        }
    }

    [Fact]
    public async Task A_foreign_host_name_is_accepted_with_a_valid_key_and_not_with_a_session()
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify");
        var key = await browser.NewKeyAsync(["library:read"]);
        foreach (var path in new[] { "/me", "/", "/providers", "/app.css", "/me/playlists?limit=1" })
        {
            (await StatusAsync("musicauth:8080", path, $"Bearer {key}")).ShouldBe(200, path);
            (await StatusAsync("evil.example", path, ("Cookie", browser.CookieHeader))).ShouldBe(400, path);
        }

        (await StatusAsync("evil.example", "/health/ready")).ShouldBe(200);
        using var revoked = await browser.SendAsync(HttpMethod.Delete, $"/me/keys/{key.Split('_')[1]}");
        (await StatusAsync("musicauth:8080", "/me", $"Bearer {key}")).ShouldBe(400);
    }

    [Theory]
    [InlineData("Bearer ma_none")]
    [InlineData("Bearer x")]
    [InlineData("Bearer ")]
    [InlineData("Bearer")]
    [InlineData("Basic eDp5")]
    [InlineData("unknown")]
    [InlineData("expired")]
    [InlineData("twice")]
    public async Task A_foreign_host_name_is_refused_with_any_other_authorization(string authorization)
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify");
        var key = await browser.NewKeyAsync(["library:read"], expiresAt: _broker.Clock.GetUtcNow().AddMinutes(5));
        var sent = authorization switch
        {
            "unknown" => $"Bearer {ApiKeyFormat.Create()}",
            "twice" => $"Bearer {key}, Bearer {key}",
            "expired" => $"Bearer {key}",
            _ => authorization,
        };
        if (authorization == "expired")
            _broker.Clock.Advance(TimeSpan.FromMinutes(6));

        foreach (var path in new[] { "/", "/providers", "/me", "/login/spotify", "/me/playlists", "/nowhere" })
            (await StatusAsync("evil.example", path, sent)).ShouldBe(400, path);
    }

    [Fact]
    public async Task Wrong_keys_with_a_foreign_host_name_count_in_the_request_limit_of_their_network()
    {
        await using var broker = await Broker.StartAsync(
            new Dictionary<string, string?> { ["Access:AnonymousRequestsPerMinute"] = "20" });
        List<int> statuses = [];
        for (var i = 0; i < 30; i++)
        {
            var answer = await SendAsync(
                broker, "evil.example", "/", ("Authorization", $"Bearer {ApiKeyFormat.Create()}"));
            statuses.Add(answer.Response.StatusCode);
        }

        statuses.Count(status => status == 400).ShouldBeInRange(20, 22);
        statuses[^1].ShouldBe(429);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("localhost:9999")]
    [InlineData("127.0.0.1:1")]
    [InlineData("127.1.2.3:5080")]
    [InlineData("[::1]:5080")]
    public async Task MusicAuth_s_own_URLs_are_the_same_under_every_host_name(string host)
    {
        var spotify = Query(await SendAsync(host, "/login/spotify"));
        var deezer = Query(await SendAsync(host, "/login/deezer"));
        var providers = await BodyAsync(await SendAsync(host, "/providers"));

        spotify["redirect_uri"].ToString().ShouldBe($"{Broker.PublicUrl}/callback/spotify");
        deezer["redirect_uri"].ToString().ShouldStartWith($"{Broker.PublicUrl}/callback/deezer?state=");
        providers.ShouldBe(await BodyAsync(await SendAsync("127.0.0.1:5080", "/providers")));
        providers.ShouldContain($"\"{Broker.PublicUrl}/login/spotify\"");
    }

    private Task<int> StatusAsync(string host, string path, string authorization) =>
        StatusAsync(host, path, ("Authorization", authorization));

    private async Task<int> StatusAsync(string host, string path, params (string Name, string Value)[] headers) =>
        (await SendAsync(host, path, headers)).Response.StatusCode;

    private Task<HttpContext> SendAsync(string host, string path, params (string Name, string Value)[] headers) =>
        SendAsync(_broker, host, path, headers);

    private static Task<HttpContext> SendAsync(
        Broker broker, string host, string path, params (string Name, string Value)[] headers) =>
        ((TestServer)broker.Services.GetRequiredService<IServer>()).SendAsync(context =>
        {
            context.Request.Method = "GET";
            context.Request.Path = path.Split('?')[0];
            context.Request.QueryString = new QueryString(path[path.Split('?')[0].Length..]);
            context.Request.Headers.Host = host;
            foreach (var (name, value) in headers) context.Request.Headers[name] = value;
        });

    private static Dictionary<string, Microsoft.Extensions.Primitives.StringValues> Query(HttpContext answer) =>
        QueryHelpers.ParseQuery(new Uri(answer.Response.Headers.Location!).Query);

    private static async Task<string> BodyAsync(HttpContext answer)
    {
        using var reader = new StreamReader(answer.Response.Body);
        return await reader.ReadToEndAsync();
    }
}
