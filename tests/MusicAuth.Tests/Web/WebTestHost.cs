using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Serilog.Core;
using Serilog.Events;
using Shouldly;

namespace MusicAuth.Tests.Web;

/// <summary>The Web slice without the other slices, in Production, with endpoints of a test.</summary>
public sealed class WebTestHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebTestHost(WebApplication app, CollectingSink log)
    {
        _app = app;
        Log = log.Events;
    }

    public ConcurrentQueue<LogEvent> Log { get; }

    public IServiceProvider Services => _app.Services;

    public HttpClient Client => _app.GetTestClient();

    /// <summary>The address of Kestrel.</summary>
    public Uri Address => new(_app.Urls.Single());

    public static async Task<WebTestHost> StartAsync(
        Action<WebApplication>? map = null,
        Dictionary<string, string?>? settings = null,
        Action<WebApplicationBuilder>? add = null,
        string? contentRoot = null,
        bool kestrel = false)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            EnvironmentName = "Production",
            ContentRootPath = contentRoot ?? AppContext.BaseDirectory,
        });
        builder.Configuration.AddInMemoryCollection(settings);
        if (kestrel) builder.WebHost.UseUrls("http://127.0.0.1:0");
        else builder.WebHost.UseTestServer();
        builder.AddOperations();
        // They need services of other slices, which this host does not have.
        foreach (var service in new[] { typeof(FirstMeasurements), typeof(MasterKeyUsageCheck) })
            builder.Services.Remove(builder.Services.Single(other => other.ImplementationType == service));
        builder.AddWeb();
        var log = new CollectingSink();
        builder.Services.RemoveAll<ILogEventSink>().AddSingleton<ILogEventSink>(log);
        add?.Invoke(builder);
        var app = builder.Build();
        app.UseOpenRequests();
        app.UseResponseHeaders();
        app.UseTrustedProxies();
        app.UseRequestLog();
        app.UseProblems();
        app.UseCorsOrigins();
        app.UseHostFilter();
        app.UsePageFiles();
        app.UseRequestTrace();
        app.UseRoutes();
        app.MapOperations();
        app.MapWeb();
        map?.Invoke(app);
        await app.StartAsync();
        return new WebTestHost(app, log);
    }

    public Task<HttpContext> SendAsync(Action<HttpContext> request) => _app.GetTestServer().SendAsync(request);

    public static async Task<JsonElement> ProblemOf(HttpResponseMessage answer)
    {
        (answer.Content.Headers.ContentType?.ToString()).ShouldBe("application/problem+json");
        var problem = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        problem.GetProperty("status").GetInt32().ShouldBe((int)answer.StatusCode);
        problem.GetProperty("title").GetString().ShouldNotBeNullOrEmpty();
        problem.GetProperty("detail").GetString().ShouldNotBeNullOrEmpty();
        return problem;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private sealed class CollectingSink : ILogEventSink
    {
        public ConcurrentQueue<LogEvent> Events { get; } = new();

        public void Emit(LogEvent logEvent) => Events.Enqueue(logEvent);
    }
}
