using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Serilog.Events;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.Logging;

public sealed class SerilogSetupTests
{
    [Theory]
    [InlineData("Microsoft.AspNetCore.Hosting.Diagnostics")]
    [InlineData("Microsoft.AspNetCore.DataProtection.EntityFrameworkCore.EntityFrameworkCoreXmlRepository")]
    [InlineData("Microsoft.EntityFrameworkCore.Database.Command")]
    [InlineData("System.Net.Http.HttpClient.spotify.LogicalHandler")]
    public async Task No_setting_enables_detailed_framework_logs(string category)
    {
        await using var host = await Start(new()
        {
            ["Logging:LogLevel:Default"] = "Trace",
            ["Logging:LogLevel:Microsoft"] = "Trace",
            [$"Logging:LogLevel:{category}"] = "Trace",
        });

        Write(host, category, LogLevel.Trace, LogLevel.Debug, LogLevel.Information, LogLevel.Warning, LogLevel.Error);

        Levels(host, category).ShouldBe([LogEventLevel.Warning, LogEventLevel.Error]);
    }

    [Fact]
    public async Task Authentication_handlers_log_warnings_only()
    {
        var handlers = typeof(WebOptions).Assembly.GetTypes()
            .Where(type => type.IsAssignableTo(typeof(IAuthenticationHandler))).ToArray();
        if (handlers.Length == 0) Assert.Skip("No authentication handler is there yet.");
        await using var host = await Start(new() { ["Logging:LogLevel:Default"] = "Trace" });

        foreach (var handler in handlers) Write(host, handler.FullName!, LogLevel.Debug, LogLevel.Information);

        handlers.SelectMany(handler => Levels(host, handler.FullName!)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(null, new[] { LogEventLevel.Information, LogEventLevel.Error })]
    [InlineData("Debug", new[] { LogEventLevel.Debug, LogEventLevel.Information, LogEventLevel.Error })]
    [InlineData("Error", new[] { LogEventLevel.Error })]
    [InlineData("None", new LogEventLevel[0])]
    public async Task The_logs_of_MusicAuth_follow_the_settings(string? level, LogEventLevel[] written)
    {
        await using var host = await Start(new() { ["Logging:LogLevel:MusicAuth.Library"] = level });

        Write(host, "MusicAuth.Library.Pages", LogLevel.Debug, LogLevel.Information, LogLevel.Error);

        Levels(host, "MusicAuth.Library.Pages").ShouldBe(written);
    }

    [Fact]
    public async Task No_entry_of_a_request_contains_its_path()
    {
        await using var host = await Start(
            new() { ["Logging:LogLevel:Default"] = "Trace", ["Logging:LogLevel:Microsoft"] = "Trace" });

        await host.Client.GetAsync("/planted/path?code=planted");

        host.Log.ShouldNotBeEmpty();
        host.Log.ShouldNotContain(entry => entry.Properties.ContainsKey("RequestPath"));
        host.Log.SelectMany(entry => entry.Properties.Values).Select(value => value.ToString())
            .Where(value => value.Contains("planted")).ShouldBeEmpty();
    }

    private static Task<WebTestHost> Start(Dictionary<string, string?> settings) =>
        WebTestHost.StartAsync(settings: settings);

    private static void Write(WebTestHost host, string category, params LogLevel[] levels)
    {
        var logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger(category);
        foreach (var level in levels) logger.Log(level, "said");
    }

    private static LogEventLevel[] Levels(WebTestHost host, string category) =>
    [
        .. host.Log
            .Where(entry => entry.Properties.GetValueOrDefault("SourceContext")?.ToString() == $"\"{category}\"")
            .Select(entry => entry.Level),
    ];
}
