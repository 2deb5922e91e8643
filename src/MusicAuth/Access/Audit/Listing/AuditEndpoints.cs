using Microsoft.AspNetCore.Http.HttpResults;

namespace MusicAuth.Access.Audit.Listing;

internal static class AuditEndpoints
{
    public static void MapAudit(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/me/activity", ListAsync).WithTags("Activity").RequireSession()
            .RejectDuplicates("limit", "kind", "flagged", "cursor")
            .WithMetadata(
                new QueryParameterDescription("limit", "The number of items on the page; 50 where it is absent.", 1, 200),
                new QueryParameterDescription("kind", "Only events of this kind."),
                new QueryParameterDescription("flagged", "`true`: only events with a flag; `false`: only those without one."),
                new QueryParameterDescription("cursor", "Where the page begins, from `next` of the page before."))
            .WithName("listActivity").WithSummary("The audit log: reads, sign-ins, refreshes, refusals, key changes")
            .WithDescription("The newest first, for 90 days; equal events of an hour are one item with a count. The "
                + "owner of the instance also sees failed sign-ins and refused keys that belong to nobody.");

    private static async Task<Ok<AuditPage>> ListAsync(
        Caller caller, string? limit, string? kind, string? flagged, string? cursor, HttpContext context,
        AuditStore store, AuditCursors cursors, CancellationToken cancellationToken)
    {
        var request = AuditQuery.From(limit, kind, flagged, cursor, text => cursors.Unprotect(caller.UserId, text));
        var rows = await store.ListAsync(caller, request, cancellationToken);
        context.Response.Headers.CacheControl = "private, no-store";
        if (rows.Count <= request.Limit)
            return TypedResults.Ok(new AuditPage([.. rows.Select(AuditItem.Of)], null));
        var last = rows[request.Limit - 1];
        return TypedResults.Ok(new AuditPage(
            [.. rows.Take(request.Limit).Select(AuditItem.Of)],
            request.NextUrl(cursors.Protect(caller.UserId, new AuditPosition(last.LastAt, last.Id)))));
    }
}
