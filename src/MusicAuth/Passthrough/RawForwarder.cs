using Microsoft.Extensions.Options;
using MusicAuth.Upstream;
using MusicAuth.Web;
using Yarp.ReverseProxy.Forwarder;

namespace MusicAuth.Passthrough;

/// <summary>Streams a request to a provider and its answer back, by YARP; the exchange decides.</summary>
public sealed class RawForwarder(IHttpForwarder forwarder, RawClient client, IOptions<UpstreamOptions> options)
{
    // A body may be long, but not endless.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private readonly ForwarderRequestConfig _config = new() { ActivityTimeout = options.Value.Timeout };

    /// <exception cref="ProblemException">While nothing is written yet; later the connection is reset.</exception>
    internal async Task ForwardAsync(HttpContext context, RawCall call)
    {
        // The forwarder itself ends with the request.
        using var longest = new CancellationTokenSource(Longest);
        var error = await forwarder.SendAsync(
            context, call.Api.BaseUrl, client, _config, new Transformer(call), longest.Token);
        if (error is ForwarderError.None || context.Response.HasStarted
            || context.RequestAborted.IsCancellationRequested)
            return;
        throw Cause(context, call);
    }

    private static Exception Cause(HttpContext context, RawCall call)
    {
        var failure = context.Features.Get<IForwarderErrorFeature>()?.Exception;
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is ProblemException or BadHttpRequestException)
                return cause;
        }

        return RawRefusals.ProblemOf(UpstreamException.Unavailable(
            call.Api.Provider, "The provider's answer did not come through."));
    }

    private sealed class Transformer(RawCall call) : HttpTransformer
    {
        public override ValueTask TransformRequestAsync(
            HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix,
            CancellationToken cancellationToken)
        {
            proxyRequest.Method = HttpMethod.Parse(call.Method);
            proxyRequest.RequestUri = call.Target;
            proxyRequest.Options.Set(RawCall.Key, call);
            RawHeaders.CopyTo(proxyRequest, httpContext.Request);
            if (proxyRequest.Content is { } content)
                content.Headers.ContentLength = httpContext.Request.ContentLength;
            return ValueTask.CompletedTask;
        }

        public override ValueTask<bool> TransformResponseAsync(
            HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
        {
            if (proxyResponse is not null)
                RawHeaders.CopyTo(httpContext.Response, proxyResponse);
            return ValueTask.FromResult(true);
        }

        public override ValueTask TransformResponseTrailersAsync(
            HttpContext httpContext, HttpResponseMessage proxyResponse, CancellationToken cancellationToken) =>
            ValueTask.CompletedTask;
    }
}
