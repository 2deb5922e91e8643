using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Web.Security;

public sealed class HostFilterTests
{
    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:5080")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("localhost.evil.example")]
    [InlineData("music.example.evil.example")]
    [InlineData("evilmusic.example")]
    [InlineData("192.168.1.5")]
    [InlineData("[2001:db8::1]:80")]
    [InlineData("")]
    public async Task A_foreign_host_name_is_refused_on_every_path(string host)
    {
        await using var app = await Start();

        foreach (var path in new[] { "/", "/whoami", "/openapi/v1.json", "/docs/start.js", "/nowhere" })
            (await StatusOf(app, host, path)).ShouldBe(400, path);
    }

    [Fact]
    public async Task The_refusal_is_a_problem_with_a_remedy()
    {
        await using var app = await Start();
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://evil.example/whoami");

        var problem = await WebTestHost.ProblemOf(await app.Client.SendAsync(request));

        problem.GetProperty("code").GetString().ShouldBe("invalid_parameter");
        problem.GetProperty("detail").GetString()!.ShouldContain("Web:AllowedHosts");
    }

    [Theory]
    [InlineData("music.example")]
    [InlineData("MUSIC.example:8443")]
    [InlineData("localhost:5080")]
    [InlineData("127.0.0.1:5080")]
    [InlineData("127.8.8.8")]
    [InlineData("[::1]:5080")]
    [InlineData("music.lan")]
    [InlineData("spotify.example")]
    public async Task Configured_names_and_loopback_are_accepted(string host)
    {
        await using var app = await Start();

        (await StatusOf(app, host, "/whoami")).ShouldBe(200);
    }

    [Theory]
    [InlineData("[2001:db8::5]:5080", 200)]
    [InlineData("[2001:DB8:0:0::5]", 200)]
    [InlineData("[2001:db8::6]:5080", 400)]
    public async Task An_IPv6_address_of_the_settings_is_accepted_in_every_spelling(string host, int status)
    {
        await using var app = await Start(new() { ["Web:AllowedHosts:1"] = "2001:0db8:0:0::0005" });

        (await StatusOf(app, host, "/whoami")).ShouldBe(status);
    }

    [Theory]
    [InlineData("/whoami", "Bearer good", 200)]
    [InlineData("/whoami", "Bearer ma_x", 400)]
    [InlineData("/whoami", "Basic eDp5", 400)]
    [InlineData("/whoami", "Bearer", 400)]
    [InlineData("/health/live", null, 200)]
    [InlineData("/healthy", null, 400)]
    public async Task Keys_and_health_are_exempt(string path, string? authorization, int status)
    {
        await using var app = await Start();

        (await StatusOf(app, "musicauth:8080", path, authorization)).ShouldBe(status);
    }

    [Fact]
    public async Task Generated_urls_do_not_follow_the_host_header()
    {
        await using var app = await Start();
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://evil.example/whoami");
        request.Headers.Authorization = new("Bearer", "good");

        var answer = await app.Client.SendAsync(request);

        (await answer.Content.ReadAsStringAsync()).ShouldBe("https://music.example/login/deezer");
    }

    [Theory]
    [InlineData("10.0.0.2", "9.9.9.9 https music.lan")]
    [InlineData("::ffff:10.0.0.2", "9.9.9.9 https music.lan")]
    [InlineData("10.0.0.3", "10.0.0.3 http localhost")]
    [InlineData("127.0.0.1", "127.0.0.1 http localhost")]
    public async Task Forwarded_headers_count_from_a_trusted_proxy_only(string peer, string seen)
    {
        await using var app = await Start(new() { ["Web:TrustedProxies"] = "10.0.0.2" });

        (await Forwarded(app, peer)).ShouldBe(seen);
    }

    [Fact]
    public async Task Without_trusted_proxies_no_forwarded_header_counts()
    {
        await using var app = await Start();

        (await Forwarded(app, "127.0.0.1")).ShouldBe("127.0.0.1 http localhost");
    }

    [Fact]
    public async Task A_chain_of_trusted_proxies_is_followed_to_the_first_untrusted_address()
    {
        await using var app = await Start(new() { ["Web:TrustedProxies"] = "10.0.0.0/24" });

        var answer = await app.SendAsync(context =>
        {
            context.Connection.RemoteIpAddress = IPAddress.Parse("10.0.0.2");
            context.Request.Path = "/peer";
            context.Request.Headers["X-Forwarded-For"] = "1.1.1.1, 8.8.8.8, 10.0.0.3";
        });

        (await BodyOf(answer)).ShouldStartWith("8.8.8.8 ");
    }

    private static Task<WebTestHost> Start(Dictionary<string, string?>? settings = null) => WebTestHost.StartAsync(
        app =>
        {
            app.MapGet("/whoami", (PublicAddress address) => address.LoginUrl("deezer"));
            app.MapGet("/peer", (HttpContext context) =>
                $"{context.Connection.RemoteIpAddress} {context.Request.Scheme} {context.Request.Host}");
        },
        new(settings ?? [])
        {
            ["Web:PublicUrl"] = "https://music.example",
            ["Web:AllowedHosts:0"] = "music.lan",
        },
        builder =>
        {
            builder.Services.AddOptions<AllowedHosts>().Configure(hosts => hosts.Add("https://spotify.example/"));
            builder.Services.AddSingleton<HasValidApiKey>(
                context => ValueTask.FromResult(context.Request.Headers.Authorization == "Bearer good"));
        });

    private static async Task<int> StatusOf(WebTestHost app, string host, string path, string? authorization = null)
    {
        var answer = await app.SendAsync(context =>
        {
            context.Request.Method = "GET";
            context.Request.Path = path;
            context.Request.Headers.Host = host;
            if (authorization is not null) context.Request.Headers.Authorization = authorization;
        });
        return answer.Response.StatusCode;
    }

    private static async Task<string> Forwarded(WebTestHost app, string peer)
    {
        var answer = await app.SendAsync(context =>
        {
            context.Connection.RemoteIpAddress = IPAddress.Parse(peer);
            context.Request.Path = "/peer";
            context.Request.Headers["X-Forwarded-For"] = "9.9.9.9";
            context.Request.Headers["X-Forwarded-Proto"] = "https";
            context.Request.Headers["X-Forwarded-Host"] = "music.lan";
        });
        return await BodyOf(answer);
    }

    private static async Task<string> BodyOf(HttpContext context)
    {
        using var reader = new StreamReader(context.Response.Body);
        return await reader.ReadToEndAsync();
    }
}
