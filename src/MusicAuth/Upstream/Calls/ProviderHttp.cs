using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;

namespace MusicAuth.Upstream.Calls;

internal static class ProviderHttp
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(200);

    /// <summary>No redirects, cookies, proxy, decompression or tracing headers.</summary>
    public static SocketsHttpHandler CreateHandler(IServiceProvider services) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.None,
        // Null also turns the spans off. No provider gets a trace id: it would link the requests of a user.
        ActivityHeadersPropagator = services.GetService<TraceExport>() is null
            ? null
            : DistributedContextPropagator.CreateNoOutputPropagator(),
        MaxConnectionsPerServer = OutboundLimiter.AppSlotsPerUser,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = services.GetRequiredService<IOptions<UpstreamOptions>>().Value.ConnectTimeout,
    };

    /// <summary>Adds a named client for a provider's API. It repeats a failed GET once, and a 429 never.</summary>
    public static IServiceCollection AddProviderApi(this IServiceCollection services, string name, string provider)
    {
        services.AddHttpClient(name).UseProviderHandler().AddResilienceHandler("retry", (pipeline, context) =>
        {
            // The delay is real time, even if the host has another clock.
            pipeline.TimeProvider = TimeProvider.System;
            pipeline.AddRetry(RetryOnce(provider, context.ServiceProvider.GetRequiredService<OutboundLimiter>()));
        });
        return services;
    }

    /// <summary>Adds a named client for a token endpoint or for pictures. It sends each request once.</summary>
    public static IServiceCollection AddClientWithoutRetry(this IServiceCollection services, string name)
    {
        services.AddHttpClient(name).UseProviderHandler();
        return services;
    }

    // The framework's loggers would write URLs, and Deezer's URLs hold tokens.
    private static IHttpClientBuilder UseProviderHandler(this IHttpClientBuilder client) => client
        .ConfigurePrimaryHttpMessageHandler(CreateHandler)
        .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
        .RemoveAllLoggers();

    private static HttpRetryStrategyOptions RetryOnce(string provider, OutboundLimiter limiter) => new()
    {
        MaxRetryAttempts = 1,
        BackoffType = DelayBackoffType.Constant,
        Delay = RetryDelay,
        UseJitter = true,
        ShouldRetryAfterHeader = false,
        ShouldHandle = arguments => ValueTask.FromResult(CanRetry(arguments.Outcome, arguments.Context)
            && limiter.GetBlock(provider, RateLimitScope.Api) is null
            && limiter.GetCircuitWait(provider, ProviderEndpoint.Api) is null),
        OnRetry = _ =>
        {
            limiter.CountRetry(provider);
            return ValueTask.CompletedTask;
        },
    };

    private static bool CanRetry(Outcome<HttpResponseMessage> outcome, ResilienceContext context)
    {
        if (context.CancellationToken.IsCancellationRequested || context.GetRequestMessage()?.Method != HttpMethod.Get)
            return false;
        // A connection that times out throws OperationCanceledException too.
        if (outcome.Exception is { } exception)
            return exception is HttpRequestException or OperationCanceledException;
        return outcome.Result is { Headers.RetryAfter: null, StatusCode: var status }
            && status is HttpStatusCode.BadGateway
                or HttpStatusCode.ServiceUnavailable
                or HttpStatusCode.GatewayTimeout;
    }
}
