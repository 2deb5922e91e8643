namespace MusicAuth.Passthrough;

/// <summary>Serves one request to a provider's API.</summary>
internal sealed class PassthroughHandler(
    RequestBodyReader bodies, ResponseForwarder relay, ResponseFetcher fetch, PassthroughCache kept, AuditLog audit)
{
    /// <summary>Writes the provider's response, and records in the audit log how the request ended.</summary>
    /// <exception cref="ProblemException">The broker has no response of the provider's.</exception>
    internal async Task HandleAsync(HttpContext context, Caller caller, PassthroughRoute route, AuditKind kind)
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
        var plan = new RequestPlan(
            route, route.GetUserId(caller), caller.UserId,
            new ApiRequest(MethodOf(request), target.Path, target.Query, body?.Bytes ?? ReadOnlyMemory<byte>.Empty),
            body?.ContentType, target.DropNulls);
        if (!IsRaw(request))
            plan = plan.WithMapping();
        try
        {
            await WriteResponseAsync(context, caller, plan, isKept: body is null && kept.CanCache(request, plan));
        }
        catch (ErrorResponseException error)
        {
            await error.Response.WriteAsync(context.Response, context.RequestAborted);
        }
        catch (ProblemException problem) when (problem.Problem == ProblemCode.ProviderRateLimited)
        {
            return await PassthroughOutcome.WriteRateLimitAsync(context, route.Api, problem);
        }
        finally
        {
            // Also where it failed half-way, or nobody knows how it ended.
            if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
                await kept.InvalidateAsync(plan.UserId, route);
        }

        return PassthroughOutcome.FromStatus(context.Response.StatusCode);
    }

    // The headers of a HEAD are those of the GET, which only the GET tells: joined pages, lengths, what is kept.
    private static string MethodOf(HttpRequest request) =>
        HttpMethods.IsHead(request.Method) ? HttpMethods.Get : request.Method;

    private static bool IsRaw(HttpRequest request) =>
        request.Headers[ApiHeaders.Shape].ToString().Equals("raw", StringComparison.OrdinalIgnoreCase);

    private async Task WriteResponseAsync(HttpContext context, Caller caller, RequestPlan plan, bool isKept)
    {
        if (isKept)
        {
            try
            {
                await CachedResponseWriter.WriteAsync(context, await kept.GetAsync(context, caller, plan));
                return;
            }
            catch (TooLargeToCacheException tooLarge)
            {
                if (tooLarge.TakeResponse() is { } open)
                {
                    using (open)
                        await relay.CopyToCallerAsync(context, open, caller.UserId);
                    return;
                }
            }
        }

        if (plan.HasSingleRequest)
        {
            await relay.ForwardAsync(context, new PassthroughCall(plan, plan.Requests[0]));
            return;
        }

        var reply = await fetch.FetchAllAsync(
            plan, message => HeaderAllowlist.CopyToProvider(context.Request, message), context.RequestAborted);
        await reply.WriteAsync(context.Response, context.RequestAborted);
    }
}
