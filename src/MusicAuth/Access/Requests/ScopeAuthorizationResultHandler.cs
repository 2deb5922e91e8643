using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace MusicAuth.Access.Requests;

/// <summary>Authorization's verdict as a problem; a browser that navigates is sent to sign in.</summary>
public sealed class ScopeAuthorizationResultHandler(AuditLog activity) : IAuthorizationMiddlewareResultHandler
{
    public Task HandleAsync(
        RequestDelegate next, HttpContext context, AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult)
    {
        var required = context.GetEndpoint()?.Metadata.GetMetadata<RequiredScope>() ?? new RequiredScope(null);
        var refusal = ScopePolicy.Refusal(required, context.Features.Get<Caller>(), BearerToken.IsPresent(context.Request));
        if (refusal is null)
            return next(context);
        if (refusal is { IsInvalidToken: false } && refusal.Problem == ProblemCode.Unauthenticated
            && context.Request.Headers["Sec-Fetch-Mode"] == "navigate")
        {
            context.Response.Redirect("/login");
            return Task.CompletedTask;
        }

        if (refusal.Problem == ProblemCode.InsufficientScope)
            activity.Record(AuditEvent.Of(context, AuditKind.ScopeRefused) with
            {
                Data = required.Scope ?? (required.OwnerOnly ? "owner" : "session"),
                Outcome = refusal.Problem.Code,
            });
        throw refusal;
    }
}
