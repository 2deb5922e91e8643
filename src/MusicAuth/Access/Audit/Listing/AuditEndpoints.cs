using Microsoft.AspNetCore.Http.HttpResults;

namespace MusicAuth.Access.Audit.Listing;

internal static class AuditEndpoints
{
    public static void MapAudit(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/me/activity", ListAsync).WithTags("Activity").RequireSession()
            .RejectDuplicates("limit", "kind", "flagged", "cursor")
            .WithMetadata(
                new QueryParameterDescription("limit",
                    $"The maximum number of items on the page. The default is {AuditQuery.DefaultLimit}.",
                    1, AuditQuery.MaxLimit),
                new QueryParameterDescription("kind", "Only events of this kind."),
                new QueryParameterDescription("flagged",
                    "`true` returns only flagged events, `false` only events without a flag."),
                new QueryParameterDescription("cursor", "The position of the page, from `next` of the previous page."))
            .WithName("listActivity").WithSummary("The audit log: reads, sign-ins, refreshes, refusals, key changes")
            .WithDescription("Returns the events of the last 90 days, newest first. Identical events within an hour "
                + "form one item with a count. The owner of this MusicAuth also sees failed sign-ins and refused keys "
                + "that belong to no user.");

    private static async Task<Ok<AuditPage>> ListAsync(
        Caller caller, string? limit, string? kind, string? flagged, string? cursor, HttpContext context,
        AuditStore store, AuditCursors cursors, CancellationToken cancellationToken)
    {
        var query = AuditQuery.From(limit, kind, flagged, cursor, text => cursors.Unprotect(caller.UserId, text));
        var rows = await store.ListAsync(caller, query, cancellationToken);
        context.Response.Headers.CacheControl = "private, no-store";
        if (rows.Count <= query.Limit)
            return TypedResults.Ok(new AuditPage([.. rows.Select(AuditItem.Of)], null));
        var last = rows[query.Limit - 1];
        return TypedResults.Ok(new AuditPage(
            [.. rows.Take(query.Limit).Select(AuditItem.Of)],
            query.NextUrl(cursors.Protect(caller.UserId, new AuditPosition(last.LastAt, last.Id)))));
    }
}
