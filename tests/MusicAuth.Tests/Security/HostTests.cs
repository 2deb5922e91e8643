using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using MusicAuth.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Security;

/// <summary>SECURITY T11: foreign host names everywhere, and addresses of ours that follow none.</summary>
public sealed class HostTests : IAsyncLifetime
{
    private static readonly string[] Others = ["/app.css", "/js/main.js", "/favicon.svg", "/nowhere", "/healthy"];
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
    public async Task a_foreign_host_name_is_refused_on_every_path(string host)
    {
        var paths = Route.Of(_broker).Select(route => route.Path).Distinct()
            .Where(path => !path.StartsWith("/health/")).Concat(Others);

        foreach (var path in paths)
        {
            var answer = await SendAsync(host, path);
            answer.Response.StatusCode.ShouldBe(400, path);
            answer.Response.Headers.Location.ShouldBeEmpty(path);
            answer.Response.Headers.SetCookie.ShouldBeEmpty(path);
        }
    }

    [Fact]
    public async Task a_session_does_not_open_a_foreign_host_name_and_a_key_meets_its_check()
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify");

        (await SendAsync("evil.example", "/me", ("Cookie", browser.CookieHeader))).Response.StatusCode.ShouldBe(400);
        (await SendAsync("musicauth:8080", "/me", ("Authorization", "Bearer ma_none"))).Response.StatusCode
            .ShouldBe(401);
        (await SendAsync("evil.example", "/health/ready")).Response.StatusCode.ShouldBe(200);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("localhost:9999")]
    [InlineData("127.0.0.1:1")]
    [InlineData("127.1.2.3:5080")]
    [InlineData("[::1]:5080")]
    public async Task addresses_of_ours_are_the_same_under_every_host_name(string host)
    {
        var spotify = Query(await SendAsync(host, "/login/spotify"));
        var deezer = Query(await SendAsync(host, "/login/deezer"));
        var providers = await BodyAsync(await SendAsync(host, "/providers"));

        spotify["redirect_uri"].ToString().ShouldBe($"{Broker.PublicUrl}/callback/spotify");
        deezer["redirect_uri"].ToString().ShouldStartWith($"{Broker.PublicUrl}/callback/deezer?state=");
        providers.ShouldBe(await BodyAsync(await SendAsync("127.0.0.1:5080", "/providers")));
        providers.ShouldContain($"\"{Broker.PublicUrl}/login/spotify\"");
    }

    private Task<HttpContext> SendAsync(string host, string path, params (string Name, string Value)[] headers) =>
        ((TestServer)_broker.Services.GetRequiredService<IServer>()).SendAsync(context =>
        {
            context.Request.Method = "GET";
            context.Request.Path = path;
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
