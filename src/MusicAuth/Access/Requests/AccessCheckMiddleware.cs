namespace MusicAuth.Access.Requests;

/// <summary>Checks the request limit of the caller, the origin of a change, and the scope of the endpoint.</summary>
internal sealed class AccessCheckMiddleware(
    RequestDelegate next, RequestLimits limits, PublicAddress address, AuditLog audit, IsSetupBrowser isSetupBrowser)
{
    public Task InvokeAsync(HttpContext context)
    {
        var caller = context.Features.Get<Caller>();
        if (caller is not null)
            limits.Acquire(caller);
        if (OriginCheck.FindRefusal(context.Request, caller, address) is { } crossSite)
            throw Recorded(context, crossSite, data: null);
        if (context.GetEndpoint()?.Metadata.GetMetadata<RequiredScope>() is not { } required
            || ScopePolicy.FindRefusal(required, caller, BearerToken.IsPresent(context.Request)) is not { } refusal)
            return next(context);
        return required.OrSetupBrowser
            ? AllowSetupBrowserAsync(context, required, refusal)
            : RefuseAsync(context, required, refusal);
    }

    private async Task AllowSetupBrowserAsync(HttpContext context, RequiredScope required, ProblemException refusal)
    {
        if (await isSetupBrowser(context))
            await next(context);
        else
            await RefuseAsync(context, required, refusal);
    }

    private Task RefuseAsync(HttpContext context, RequiredScope required, ProblemException refusal)
    {
        if (refusal.Problem == ProblemCode.InsufficientScope)
            throw Recorded(context, refusal, required.Scope ?? (required.OwnerOnly ? "owner" : "session"));
        if (refusal.IsInvalidToken || context.Request.Headers["Sec-Fetch-Mode"] != "navigate")
            throw refusal;
        context.Response.Redirect("/login");
        return Task.CompletedTask;
    }

    private ProblemException Recorded(HttpContext context, ProblemException refusal, string? data)
    {
        audit.Record(AuditEvent.Of(context, AuditKind.ScopeRefused) with
        {
            Data = data,
            Outcome = refusal.Problem.Code,
        });
        return refusal;
    }
}
