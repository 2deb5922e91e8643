using Microsoft.AspNetCore.Builder;
using Serilog;
using Serilog.Events;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.Logging;

public sealed class RequestLoggingTests
{
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
    public async Task The_line_contains_the_user_and_the_provider()
    {
        await using var host = await Start();

        await host.Client.GetAsync("/context");

        var line = Lines(host).Single();
        Value(line, "UserId").ShouldBe(7);
        Value(line, "Provider").ShouldBe("deezer");
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
        app.MapGet("/context", (IDiagnosticContext log) =>
        {
            log.Set("UserId", 7);
            log.Set("Provider", "deezer");
            return "";
        });
    });

    private static LogEvent[] Lines(WebTestHost host) =>
        [.. host.Log.Where(entry => entry.Properties.ContainsKey("StatusCode"))];

    private static object? Value(LogEvent entry, string name) =>
        entry.Properties.GetValueOrDefault(name) is ScalarValue scalar ? scalar.Value : null;

    private static string Everything(LogEvent entry) =>
        $"{entry.RenderMessage(null)} {string.Join(' ', entry.Properties)} {entry.Exception}";
}
