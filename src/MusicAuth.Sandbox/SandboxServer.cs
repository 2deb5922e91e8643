using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace MusicAuth.Sandbox;

/// <summary>A running simulation of Spotify and Deezer; disposing it stops it.</summary>
public sealed class SandboxServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly SandboxState _state;

    private SandboxServer(WebApplication app, SandboxState state)
    {
        _app = app;
        _state = state;
        var bound = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        Address = Ports.Reachable(bound.Addresses.First());
    }

    /// <summary>The address of the server; 127.0.0.1 if it listens on all addresses.</summary>
    public Uri Address { get; }

    /// <summary>The providers' time. Tokens, codes and consents age when it is advanced.</summary>
    public SandboxClock Clock => _state.Clock;

    /// <summary>The settings with which a broker uses this sandbox as its providers.</summary>
    public IReadOnlyDictionary<string, string?> BrokerSettings =>
        new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Spotify:ClientId"] = "sandbox-spotify-client",
            ["Spotify:ClientSecret"] = "sandbox-spotify-secret",
            ["Spotify:AuthorizationEndpoint"] = Below("spotify/authorize"),
            ["Spotify:TokenEndpoint"] = Below("spotify/api/token"),
            ["Spotify:ApiBaseUrl"] = Below("spotify/v1"),
            ["Deezer:ClientId"] = "123456",
            ["Deezer:ClientSecret"] = "sandbox-deezer-secret",
            ["Deezer:AuthorizationEndpoint"] = Below("deezer/oauth/auth.php"),
            ["Deezer:TokenEndpoint"] = Below("deezer/oauth/access_token.php"),
            ["Deezer:ApiBaseUrl"] = Below("deezer"),
        };

    public static async Task<SandboxServer> StartAsync(
        SandboxOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new();
        // An empty builder does not read appsettings.json: the file beside the sandbox is the broker's.
        var builder = WebApplication.CreateEmptyBuilder(new() { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().UseUrls(options.Url);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        if (options.LogToConsole) builder.Logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning);
        var state = new SandboxState(options);
        builder.Services.AddSingleton(state.Clock);
        StateFile.Load(state);
        var app = builder.Build();
        Map(app, state);
        await app.StartAsync(cancellationToken);
        return new(app, state);
    }

    public async ValueTask DisposeAsync()
    {
        // Requests that a fault delays must not delay the stop.
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(timeout.Token);
        await _app.DisposeAsync();
    }

    private static void Map(WebApplication app, SandboxState state)
    {
        app.Use(DeezerParameters.OverrideMethodAsync);
        app.UseRouting();
        app.UseWhen(context => IsProvider(context.Request.Path), providers =>
        {
            providers.Use((context, next) => CountAsync(context, next, state));
            providers.Use(new FaultMiddleware(state).InvokeAsync);
        });
        ConsentPage.MapStyle(app);
        ProfilePictures.Map(app);
        app.MapGet("/", ConsentPage.Welcome);
        app.MapGet("/health", () => ByteResult.Text("ok"));
        SpotifyAuthorize.Map(app, state);
        SpotifyTokenHandler.Map(app, state);
        SpotifyApi.Map(app, state);
        DeezerAuthorize.Map(app, state);
        DeezerTokenEndpoint.Map(app, state);
        DeezerApi.Map(app, state);
        ControlEndpoints.Map(app, state);
    }

    private static async Task CountAsync(HttpContext context, RequestDelegate next, SandboxState state)
    {
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? context.Request.Path.Value;
        var spotify = context.Request.Path.StartsWithSegments("/spotify", StringComparison.Ordinal);
        var stats = spotify ? state.Stats.Spotify : state.Stats.Deezer;
        stats.Enter($"{context.Request.Method} {route}");
        try
        {
            await next(context);
        }
        finally
        {
            stats.Leave();
            if (FaultMiddleware.Surface(context.Request.Path) == "token") StateFile.Save(state);
        }
    }

    private static bool IsProvider(PathString path) =>
        path.StartsWithSegments("/spotify", StringComparison.Ordinal)
        || path.StartsWithSegments("/deezer", StringComparison.Ordinal);

    private string Below(string path) => new Uri(Address, path).ToString();

    /// <summary>The process that started the sandbox stops it. Several lifetimes would compete for Ctrl-C.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
