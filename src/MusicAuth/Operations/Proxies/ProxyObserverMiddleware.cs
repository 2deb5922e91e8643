namespace MusicAuth.Operations.Proxies;

/// <summary>Shows every request to the observer, after the trusted proxies.</summary>
internal sealed class ProxyObserverMiddleware(RequestDelegate next, ProxyObserver observer)
{
    public Task InvokeAsync(HttpContext context)
    {
        observer.Observe(context.Request.Headers, context.Connection.RemoteIpAddress);
        return next(context);
    }
}
