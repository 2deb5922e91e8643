using Microsoft.AspNetCore.Http.Features;

namespace MusicAuth.Passthrough;

/// <summary>
/// Serves what apps poll: cached responses, and reads of the providers' APIs by API key, without routing and endpoint.
/// It calls the same checks and the same handler as the ordinary path.
/// </summary>
internal sealed class FastPath(
    RequestDelegate next, ResponseCache cache, RequestLimits limits, AuditLog audit, PassthroughRoutes routes,
    PassthroughHandler handler)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method)
            || context.Features.Get<Caller>() is not { Kind: CallerKind.Key } caller)
            return next(context);
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var route = routes.Find(target);
        var key = route?.GetCacheKey(context, caller) ?? new CacheKey(caller.UserId, caller.Audience, target);
        if (context.Request.Headers.CacheControl.Count == 0 && cache.TryGetFresh(key, out var cached)
            && IsAllowed(caller, cached.Response.Scope, cached.Response.Providers))
        {
            limits.Acquire(caller);
            return WriteAsync(context, cached);
        }

        if (route is null || !IsAllowed(caller, route.ReadScope, route.Providers))
            return next(context);
        limits.Acquire(caller);
        // The log and the metrics name the endpoint.
        context.SetEndpoint(route.Endpoint);
        return handler.HandleAsync(context, caller, route, AuditKind.Read);
    }

    private static bool IsAllowed(Caller caller, string scope, string[] providers) =>
        caller.HasScope(scope) && Array.TrueForAll(providers, caller.CanAccess);

    private Task WriteAsync(HttpContext context, CacheResult cached)
    {
        var response = cached.Response;
        var read = AuditEvent.Of(context, AuditKind.Read) with { Data = response.Data };
        for (var i = 0; i < response.Providers.Length; i++)
            audit.Record(read with
            {
                Provider = response.Providers[i],
                Outcome = response.Outcomes?[i] ?? AuditEvent.Ok,
            });
        context.Features.Set(RoutineRequest.Instance);
        return CachedResponseWriter.WriteAsync(context, cached);
    }
}
