using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace MusicAuth.Tests.Security.Hostile;

/// <summary>A provider that signs in every user, sends configurable responses and records its requests.</summary>
internal sealed class HostileProvider : IAsyncDisposable
{
    private const string Tokens =
        """{"access_token":"at","refresh_token":"rt","token_type":"Bearer","expires_in":3600,"expires":0}""";

    private readonly WebApplication _app;

    private HostileProvider(WebApplication app) => _app = app;

    public ConcurrentQueue<string> Requests { get; } = new();

    public ConcurrentQueue<string> Cookies { get; } = new();

    /// <summary>Null for a valid response.</summary>
    public RequestDelegate? Token { get; set; }

    public RequestDelegate? Api { get; set; }

    public string Address => _app.Urls.Single();

    public static async Task<HostileProvider> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        var app = builder.Build();
        var provider = new HostileProvider(app);
        app.Run(provider.AnswerAsync);
        await app.StartAsync();
        return provider;
    }

    public Task<Broker> StartBrokerAsync(int cacheSeconds = 0) => Broker.StartAsync(
        new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Spotify:TokenEndpoint"] = $"{Address}/spotify/token",
            ["Spotify:ApiBaseUrl"] = $"{Address}/spotify",
            ["Deezer:TokenEndpoint"] = $"{Address}/deezer/token",
            ["Deezer:ApiBaseUrl"] = $"{Address}/deezer",
            ["Upstream:TimeoutSeconds"] = "3",
            ["Library:CacheSeconds"] = $"{cacheSeconds}",
        },
        // The deadline for a slow response needs the real clock.
        services: services => services.Insert(
            services.Count, Microsoft.Extensions.DependencyInjection.ServiceDescriptor.Singleton(TimeProvider.System)));

    /// <summary>Signs in without a consent page, and returns the final address.</summary>
    public static async Task<string> TrySignInAsync(Browser browser, string provider, string user)
    {
        var query = QueryHelpers.ParseQuery((await browser.StartSignInAsync(provider)).Query);
        var state = provider == "spotify"
            ? query["state"].ToString()
            : QueryHelpers.ParseQuery(new Uri(query["redirect_uri"]!).Query)["state"].ToString();
        return await browser.AcceptLinkAsync(await browser.FollowCallbackAsync(
            new Uri($"{Broker.PublicUrl}/callback/{provider}?code={user}&state={state}")));
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        Requests.Enqueue(path);
        if (context.Request.Headers.Cookie is [{ } cookie]) Cookies.Enqueue(cookie);
        context.Response.Headers.SetCookie = "upstream=of-somebody; Path=/";
        if (path.EndsWith("/token"))
            await (Token ?? (answer => answer.Response.WriteAsync(Tokens)))(context);
        else if (path == "/spotify/me")
            await context.Response.WriteAsync("""{"id":"seven","account_id":"seven"}""");
        else if (path == "/deezer/user/me")
            await context.Response.WriteAsync("""{"id":7,"name":"Seven"}""");
        else
            await (Api ?? (answer => answer.Response.WriteAsync("{}")))(context);
    }
}
