namespace MusicAuth.Access.Requests;

/// <summary>
/// Cookies ignore the port, so a neighbour on the same host sends ours: an unsafe request by session must come from
/// PublicUrl's own origin (SECURITY T5a, T7).
/// </summary>
public sealed class OriginCheck(RequestDelegate next, PublicAddress address)
{
    public Task InvokeAsync(HttpContext context, AuditLog activity)
    {
        var request = context.Request;
        if (IsUnsafe(request.Method) && context.Features.Get<Caller>() is { Kind: CallerKind.Session } &&
            !ComesFromUs(request.Headers))
        {
            activity.Record(AuditEvent.Of(context, AuditKind.ScopeRefused) with
            {
                Outcome = ProblemCode.CrossSiteRequest.Code,
            });
            throw new ProblemException(
                ProblemCode.CrossSiteRequest,
                $"A browser session can change data only from a page at {address.Origin}, and the Origin header of "
                + "this request does not match that address.");
        }

        return next(context);
    }

    private bool ComesFromUs(IHeaderDictionary headers) =>
        headers.Origin.Count == 1 && string.Equals(headers.Origin[0], address.Origin, StringComparison.Ordinal) &&
        headers["Sec-Fetch-Site"] is var site && (site.Count == 0 || (site.Count == 1 && site[0] == "same-origin"));

    private static bool IsUnsafe(string method) =>
        !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsOptions(method);
}
