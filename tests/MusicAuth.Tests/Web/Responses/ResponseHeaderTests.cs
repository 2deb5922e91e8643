using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Web.Responses;

public sealed class ResponseHeaderTests
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; "
        + "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    [Theory]
    [InlineData("/fine", 200)]
    [InlineData("/redirect", 302)]
    [InlineData("/fine?number=x", 400)]
    [InlineData("/nowhere", 404)]
    [InlineData("/broken", 500)]
    [InlineData("/health/live", 200)]
    [InlineData("/openapi/v1.json", 200)]
    [InlineData("/docs/start.js", 200)]
    [InlineData("/docs/scalar.js", 200)]
    public async Task Every_response_has_the_security_headers(string path, int status)
    {
        await using var host = await Start("https://music.example");

        var answer = await host.Client.GetAsync(path);

        ((int)answer.StatusCode).ShouldBe(status);
        Header(answer, "Content-Security-Policy").ShouldBe(Policy);
        Header(answer, "X-Content-Type-Options").ShouldBe("nosniff");
        Header(answer, "Referrer-Policy").ShouldBe("no-referrer");
        Header(answer, "Cross-Origin-Resource-Policy").ShouldBe("same-origin");
        Header(answer, "Strict-Transport-Security").ShouldBe("max-age=31536000");
    }

    [Fact]
    public async Task A_refused_host_name_has_the_same_security_headers()
    {
        await using var host = await Start("https://music.example");

        var answer = await host.Client.GetAsync("http://evil.example/fine");

        Header(answer, "Content-Security-Policy").ShouldBe(Policy);
    }

    [Fact]
    public async Task Plain_http_sends_no_HSTS()
    {
        await using var host = await Start("http://music.lan:8080");

        Header(await host.Client.GetAsync("/fine"), "Strict-Transport-Security").ShouldBeNull();
        host.Log.ShouldContain(entry => entry.RenderMessage(null).Contains("plain HTTP"));
    }

    [Fact]
    public async Task An_endpoint_can_set_its_own_policy()
    {
        await using var host = await Start("http://127.0.0.1:5080");

        Header(await host.Client.GetAsync("/sandboxed"), "Content-Security-Policy").ShouldBe("sandbox");
    }

    [Theory]
    [InlineData("/fine", "private, no-store")]
    [InlineData("/tagged", "private, no-cache")]
    [InlineData("/public", "max-age=60, public")]
    [InlineData("/secret-but-public", "private, no-store")]
    [InlineData("/cookie-but-public", "private, no-store")]
    [InlineData("/secret-private", "max-age=5, private")]
    [InlineData("/nowhere", "private, no-store")]
    [InlineData("/broken", "private, no-store")]
    [InlineData("/docs/start.js", "no-cache")]
    [InlineData("/docs", "no-cache")]
    public async Task Cache_Control_depends_on_the_endpoint(string path, string cacheControl)
    {
        await using var host = await Start("http://127.0.0.1:5080");

        var answer = await host.Client.GetAsync(path);

        answer.Headers.CacheControl!.ToString().Split(", ").Order()
            .ShouldBe(cacheControl.Split(", ").Order());
        answer.Headers.Pragma.ShouldBeEmpty();
        answer.Content.Headers.Expires.ShouldBeNull();
    }

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;

    private static Task<WebTestHost> Start(string publicUrl) => WebTestHost.StartAsync(
        app =>
        {
            app.MapGet("/fine", (int? number) => "fine");
            app.MapGet("/redirect", () => Results.Redirect("/fine"));
            app.MapGet("/broken", string () => throw new InvalidOperationException("wires crossed"));
            app.MapGet("/sandboxed", (HttpResponse r) => { r.Headers.ContentSecurityPolicy = "sandbox"; return ""; });
            app.MapGet("/tagged", (HttpResponse r) => { r.Headers.ETag = "\"1\""; return ""; });
            app.MapGet("/public", Public);
            app.MapGet("/secret-but-public", Public).WithMetadata(new RequiredScope("library:read"));
            app.MapGet("/cookie-but-public", (HttpResponse r) => { r.Cookies.Append("a", "b"); return Public(r); });
            app.MapGet(
                    "/secret-private",
                    (HttpResponse r) => { r.Headers.CacheControl = "private, max-age=5"; return ""; })
                .WithMetadata(new RequiredScope(null));
        },
        new() { ["Web:PublicUrl"] = publicUrl });

    private static string Public(HttpResponse response)
    {
        response.Headers.CacheControl = "public, max-age=60";
        return "";
    }
}
