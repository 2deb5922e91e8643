using System.Net;
using Microsoft.Extensions.Http.Resilience;
using Polly;

namespace MusicAuth.Upstream.Calls;

/// <summary>How connections to a provider are made, for every client of one.</summary>
public static class ProviderHttp
{
    public const int MaxConnections = 16;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// No redirects, cookies, proxy, decompression or tracing headers: nothing happens that was not asked for.
    /// </summary>
    public static SocketsHttpHandler NewHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        MaxConnectionsPerServer = MaxConnections,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(3),
    };

    /// <summary>A named client for a provider's API: a failed GET is sent once more, a 429 never.</summary>
    public static IServiceCollection AddProviderApi(this IServiceCollection services, string name, string provider)
    {
        services.AddHttpClient(name)
            .ConfigurePrimaryHttpMessageHandler(NewHandler)
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers()
            .AddResilienceHandler("retry", (pipeline, context) =>
            {
                // A fifth of a second on the wire, whatever clock the host runs on.
                pipeline.TimeProvider = TimeProvider.System;
                pipeline.AddRetry(Once(
                    provider, context.ServiceProvider.GetRequiredService<OutboundLimiter>()));
            });
        return services;
    }

    /// <summary>Adds a named client for a token endpoint: it sends each request once and logs nothing.</summary>
    public static IServiceCollection AddTokenClient(this IServiceCollection services, string name)
    {
        services.AddHttpClient(name)
            .ConfigurePrimaryHttpMessageHandler(NewHandler)
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();
        return services;
    }

    private static HttpRetryStrategyOptions Once(string provider, OutboundLimiter governor) => new()
    {
        MaxRetryAttempts = 1,
        BackoffType = DelayBackoffType.Constant,
        Delay = RetryDelay,
        UseJitter = true,
        ShouldRetryAfterHeader = false,
        ShouldHandle = arguments => ValueTask.FromResult(IsWorthAnother(arguments.Outcome, arguments.Context)
            && governor.GetBlock(provider, RateLimitScope.Api) is null
            && governor.GetCircuitWait(provider, ProviderEndpoint.Api) is null),
        OnRetry = _ =>
        {
            governor.CountRetry(provider);
            return ValueTask.CompletedTask;
        },
    };

    private static bool IsWorthAnother(Outcome<HttpResponseMessage> outcome, ResilienceContext context)
    {
        if (context.CancellationToken.IsCancellationRequested || context.GetRequestMessage()?.Method != HttpMethod.Get)
            return false;
        // The connection's own time-out is a cancellation too.
        if (outcome.Exception is { } exception)
            return exception is HttpRequestException or OperationCanceledException;
        return outcome.Result is { Headers.RetryAfter: null, StatusCode: var status }
            && status is HttpStatusCode.BadGateway
                or HttpStatusCode.ServiceUnavailable
                or HttpStatusCode.GatewayTimeout;
    }
}
