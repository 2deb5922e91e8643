using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Serilog.Events;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.Logging;

public sealed class RequestLoggingTests
{
    private static readonly Guid User = Guid.CreateVersion7();

    [Theory]
    [InlineData("GET", "/lists/planted?token=planted", "GET", "/lists/{id}", 200, LogEventLevel.Information)]
    [InlineData("GET", "/broken/planted?token=planted", "GET", "/broken/{id}", 500, LogEventLevel.Error)]
    [InlineData("GET", "/refused/planted?token=planted", "GET", "/refused/{id}", 503, LogEventLevel.Warning)]
    [InlineData("GET", "/planted?token=planted", "GET", "(none)", 404, LogEventLevel.Information)]
    [InlineData("PLANTED", "/planted", "(other)", "(none)", 404, LogEventLevel.Information)]
    public async Task A_request_is_one_line_with_the_route_and_without_text_of_the_caller(
        string method, string path, string loggedMethod, string route, int status, LogEventLevel level)
    {
        await using var host = await Start();
        using var request = new HttpRequestMessage(new(method), path);
        request.Headers.Add("Authorization", "Bearer planted");
        request.Headers.Add("Cookie", "session=planted");
        request.Headers.Add("User-Agent", "planted");

        await host.Client.SendAsync(request);

        var line = Lines(host).ShouldHaveSingleItem();
        Value(line, "Method").ShouldBe(loggedMethod);
        Value(line, "Route").ShouldBe(route);
        Value(line, "StatusCode").ShouldBe(status);
        Value(line, "ElapsedMs").ShouldBeOfType<double>();
        line.Level.ShouldBe(level);
        foreach (var entry in host.Log) Everything(entry).ShouldNotContain("planted", Case.Insensitive);
    }

    [Fact]
    public async Task The_line_contains_the_user()
    {
        await using var host = await Start();

        await host.Client.GetAsync("/caller");

        Value(Lines(host).Single(), "UserId").ShouldBe(User);
    }

    [Fact]
    public async Task An_exception_after_the_start_of_the_response_is_an_error_with_its_cause()
    {
        await using var host = await Start();

        await Should.ThrowAsync<Exception>(() => host.Client.GetAsync("/interrupted"));

        var line = Lines(host).ShouldHaveSingleItem();
        line.Level.ShouldBe(LogEventLevel.Error);
        Value(line, "StatusCode").ShouldBe(500);
        line.Exception.ShouldBeOfType<InvalidOperationException>().Message.ShouldBe("wires crossed");
    }

    [Fact]
    public async Task The_line_of_an_error_contains_its_code()
    {
        await using var host = await Start();

        await host.Client.GetAsync("/refused/1");

        Value(Lines(host).Single(), "Code").ShouldBe("provider_unavailable");
    }

    [Fact]
    public async Task Health_checks_do_not_fill_the_log()
    {
        await using var host = await Start();

        await host.Client.GetAsync("/health/live");

        Lines(host).ShouldBeEmpty();
    }

    private static Task<WebTestHost> Start() => WebTestHost.StartAsync(app =>
    {
        app.MapGet("/lists/{id}", (string id) => id);
        app.MapGet("/broken/{id}", string (string id) => throw new InvalidOperationException("wires crossed"));
        app.MapGet("/refused/{id}", string (string id) =>
            throw new ProblemException(ProblemCode.ProviderUnavailable, "Not now."));
        app.MapGet("/caller", (HttpContext context) => context.Features.Set(new Caller(User, new HashSet<string>())));
        app.MapGet("/interrupted", async (HttpContext context) =>
        {
            await context.Response.StartAsync();
            throw new InvalidOperationException("wires crossed");
        });
    });

    private static LogEvent[] Lines(WebTestHost host) =>
        [.. host.Log.Where(entry => entry.Properties.ContainsKey("StatusCode"))];

    private static object? Value(LogEvent entry, string name) =>
        entry.Properties.GetValueOrDefault(name) is ScalarValue scalar ? scalar.Value : null;

    private static string Everything(LogEvent entry) =>
        $"{entry.RenderMessage(null)} {string.Join(' ', entry.Properties)} {entry.Exception}";
}
