using System.IO.Compression;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;

namespace MusicAuth.Web;

internal static class WebModule
{
    // Files change with a new version under the same name: kept, but asked for each time.
    internal const string StaticCacheControl = "no-cache";

    // From the cache it runs before the style sheet arrives: a chosen theme does not flash.
    private const string FirstPaintScript = "first-paint.js";
    private const string FirstPaintCacheControl = "max-age=86400";

    private const long MaxBodyBytes = 1024 * 1024;

    public static WebApplicationBuilder AddWeb(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<WebOptions>().BindSection(WebOptions.Section);
        services.AddSingleton<IValidateOptions<WebOptions>, WebOptionsValidator>();
        services.AddSingleton<PublicAddress>().AddSingleton<LocalBrowserDetector>();
        services.AddOptions<AllowedHosts>().Configure<PublicAddress, IOptions<WebOptions>>(AddConfiguredHosts);
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<WebOptions>>(TrustProxies);

        services.ConfigureHttpJsonOptions(json => JsonConventions.Apply(json.SerializerOptions))
            .AddJson(ProblemJson.Default);
        services.Configure<RouteHandlerOptions>(handlers => handlers.ThrowOnBadRequest = true);
        services.AddExceptionHandler<ProblemExceptionHandler>();
        services.AddCors();
        services.AddOptions<CorsOptions>().Configure<IOptions<WebOptions>>((cors, web) =>
            CorsPolicySetup.Apply(cors, web.Value));
        services.AddSingleton<ApiDocument>();
        services.AddHostedService<PlainHttpWarning>();
        // The page is the same for everybody, so that its compressed length gives nothing away.
        services.AddResponseCompression(compression => compression.EnableForHttps = true);
        services.Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = CompressionLevel.Optimal);

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        });
        return builder;
    }

    public static void UseResponseHeaders(this WebApplication app) => app.UseMiddleware<ResponseHeadersMiddleware>();

    /// <summary>Takes address, scheme and host from trusted proxies, and keeps those of the connection.</summary>
    public static void UseTrustedProxies(this WebApplication app)
    {
        app.Use(LocalBrowserDetector.CaptureAsync);
        app.UseForwardedHeaders();
    }

    /// <summary>Turns every exception into a problem.</summary>
    public static void UseProblems(this WebApplication app) => app.UseExceptionHandler(new ExceptionHandlerOptions
    {
        ExceptionHandler = ProblemWriter.WriteForStatusAsync,
        AllowStatusCode404Response = true,
    });

    /// <summary>Comes before every refusal, so that a page of an allowed origin can read it.</summary>
    public static void UseCorsOrigins(this WebApplication app)
    {
        // Read per request: the host validates all options later, and reports their errors together.
        var web = app.Services.GetRequiredService<IOptions<WebOptions>>();
        // UseCors() compiles an expression at each start.
        app.Use(next =>
        {
            var policies = new Lazy<ICorsPolicyProvider>(app.Services.GetRequiredService<ICorsPolicyProvider>);
            var cors = new Lazy<CorsMiddleware>(() => ActivatorUtilities.CreateInstance<CorsMiddleware>(
                app.Services, next));
            return context => web.Value.CorsOrigins.Length > 0
                ? cors.Value.Invoke(context, policies.Value)
                : next(context);
        });
    }

    public static void UseHostFilter(this WebApplication app) => app.UseMiddleware<HostFilterMiddleware>();

    public static void UsePageFiles(this WebApplication app)
    {
        app.UseWhen(context => CompressedPageFiles.IsAt(context.Request.Path), branch =>
        {
            branch.UseMiddleware<CompressedPageFileMiddleware>();
            branch.UseResponseCompression();
        });
        app.UseStaticFiles(new StaticFileOptions
        {
            OnPrepareResponse = file =>
            {
                file.Context.Response.Headers.CacheControl =
                    file.File.Name == FirstPaintScript ? FirstPaintCacheControl : StaticCacheControl;
                file.Context.Features.Set(RoutineRequest.Instance);
            },
        });
    }

    /// <summary>
    /// Routes requests, HEAD included, and gives every bare error status a body: a problem, or a page for a browser
    /// that opened an unknown address.
    /// </summary>
    public static void UseRoutes(this WebApplication app)
    {
        var files = app.Environment.WebRootFileProvider;
        app.UseStatusCodePages(context =>
        {
            HeadRequests.AddToAllowedMethods(context.HttpContext.Response);
            return NotFoundPage.IsWanted(context.HttpContext, files)
                ? NotFoundPage.WriteAsync(context.HttpContext, files)
                : ProblemWriter.WriteForStatusAsync(context.HttpContext);
        });
        app.UseRoutingWithHead();
    }

    public static void MapWeb(this WebApplication app)
    {
        app.MapPages();
        app.MapApiDocument();
    }

    private static void AddConfiguredHosts(AllowedHosts hosts, PublicAddress address, IOptions<WebOptions> web)
    {
        hosts.Add(address.Host);
        foreach (var host in web.Value.AllowedHosts) hosts.Add(host);
    }

    private static void TrustProxies(ForwardedHeadersOptions forwarded, IOptions<WebOptions> web)
    {
        // With empty lists the framework trusts every client.
        forwarded.ForwardedHeaders = web.Value.TrustedProxies is []
            ? ForwardedHeaders.None
            : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
        forwarded.ForwardLimit = null;
        // By default loopback is trusted.
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var proxy in web.Value.TrustedProxies)
        {
            if (TrustedProxy.TryParse(proxy, out var network)) forwarded.KnownIPNetworks.Add(network);
        }
    }
}
