namespace MusicAuth.Passthrough;

/// <summary>Serves one request to a provider's API.</summary>
internal sealed class PassthroughHandler(
    RequestBodyReader bodies, ResponseForwarder forwarder, ResponseFetcher fetcher, PassthroughCache cache,
    AuditLog audit)
{
    /// <summary>Writes the provider's response, and records in the audit log how the request ended.</summary>
    public async Task HandleAsync(HttpContext context, Caller caller, PassthroughRoute route, AuditKind kind)
    {
        try
        {
            var outcome = await RespondAsync(context, caller, route);
            audit.Record(AuditEvent.Of(context, kind) with
            {
                Provider = route.Api.Provider,
                Data = route.AuditData,
                Outcome = outcome,
            });
            if (outcome == AuditEvent.Ok)
                context.Features.Set(RoutineRequest.Instance);
            else
                route.SetRouteValues(context);
        }
        catch (Exception failure)
        {
            route.SetRouteValues(context);
            audit.RecordFailure(context, kind, route.AuditData, failure);
            throw;
        }
    }

    /// <returns>The outcome for the audit log.</returns>
    private async Task<string> RespondAsync(HttpContext context, Caller caller, PassthroughRoute route)
    {
        caller.RequireProvider(route.Api.Provider);
        var request = context.Request;
        HeaderAllowlist.RequireAscii(request);
        var target = RequestTarget.Parse(context, route.Prefix);
        using var body = await bodies.ReadAsync(context, caller.UserId);
        var plan = CreatePlan(request, caller, route, target, body);
        try
        {
            return await WriteResponseAsync(
                context, caller, plan, isCached: body is null && cache.CanCache(request, plan));
        }
        catch (ErrorResponseException error)
        {
            await error.Response.WriteAsync(context.Response, context.RequestAborted);
            return PassthroughOutcome.Of(error.Response);
        }
        catch (ProblemException problem) when (problem.Problem == ProblemCode.ProviderRateLimited)
        {
            return await PassthroughOutcome.WriteRateLimitAsync(context, route.Api, problem);
        }
    }

    private static RequestPlan CreatePlan(
        HttpRequest request, Caller caller, PassthroughRoute route, RequestTarget target, BufferedRequestBody? body)
    {
        // A HEAD is sent as a GET: only the GET shows the length of a joined or mapped response.
        var method = HttpMethods.IsHead(request.Method) ? HttpMethods.Get : request.Method;
        var plan = new RequestPlan(
            route, route.GetUserId(caller), caller.UserId,
            new ApiRequest(method, target.Path, target.Query, body?.Bytes ?? ReadOnlyMemory<byte>.Empty),
            body?.ContentType, target.DropNulls);
        var isRaw = request.Headers[ApiHeaders.Shape].ToString().Equals("raw", StringComparison.OrdinalIgnoreCase);
        return isRaw ? plan : plan.WithMapping();
    }

    /// <returns>The outcome for the audit log.</returns>
    private async Task<string> WriteResponseAsync(HttpContext context, Caller caller, RequestPlan plan, bool isCached)
    {
        if (isCached)
        {
            try
            {
                var result = await cache.GetAsync(context, caller, plan);
                await CachedResponseWriter.WriteAsync(context, result);
                return result.Response.Outcomes?[0] ?? AuditEvent.Ok;
            }
            catch (TooLargeToCacheException tooLarge)
            {
                if (tooLarge.TakeResponse() is { } response)
                    return await CopyToCallerAsync(context, plan, response);
            }
        }

        if (plan.HasSingleRequest)
            return await CopyToCallerAsync(context, plan, await InvalidateAfterWriteAsync(
                plan, forwarder.SendAsync(context, new PassthroughCall(plan, plan.Requests[0]))));

        var joined = await InvalidateAfterWriteAsync(plan, fetcher.FetchAllAsync(
            plan, message => HeaderAllowlist.CopyToProviderForPart(context.Request, message), context.RequestAborted));
        await joined.WriteAsync(context.Response, context.RequestAborted);
        return PassthroughOutcome.Of(joined);
    }

    private async Task<string> CopyToCallerAsync(HttpContext context, RequestPlan plan, HttpResponseMessage response)
    {
        using (response)
        {
            await forwarder.CopyToCallerAsync(context, plan, response);
            return PassthroughOutcome.Of(response);
        }
    }

    // The client can read again as soon as it has the response. A write that failed can have changed something, too.
    private async Task<T> InvalidateAfterWriteAsync<T>(RequestPlan plan, Task<T> call)
    {
        try
        {
            return await call;
        }
        finally
        {
            if (!HttpMethods.IsGet(plan.Original.Method))
                await cache.InvalidateAsync(plan.UserId, plan.Route);
        }
    }
}
