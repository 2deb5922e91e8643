using Microsoft.AspNetCore.Http.HttpResults;
using MusicAuth.Web;

namespace MusicAuth.Access;

internal static class ActivityEndpoints
{
    public static void MapActivity(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/me/activity", ListAsync).WithTags("Activity").RequireSession()
            .RequireSingle("limit", "kind", "flagged", "cursor")
            .WithMetadata(
                new ParameterNote("limit", "The number of items on the page; 50 where it is absent.", 1, 200),
                new ParameterNote("kind", "Only events of this kind."),
                new ParameterNote("flagged", "`true`: only events with a flag; `false`: only those without one."),
                new ParameterNote("cursor", "Where the page begins, from `next` of the page before."))
            .WithName("listActivity").WithSummary("The audit log: reads, sign-ins, refreshes, refusals, key changes")
            .WithDescription("The newest first, for 90 days; equal events of an hour are one item with a count. The "
                + "owner of the instance also sees failed sign-ins and refused keys that belong to nobody.");

    private static async Task<Ok<ActivityPage>> ListAsync(
        Caller caller, string? limit, string? kind, string? flagged, string? cursor, HttpContext context,
        ActivityStore store, ActivityCursors cursors, CancellationToken cancellationToken)
    {
        var request = ActivityRequest.From(limit, kind, flagged, cursor, text => cursors.Open(caller.UserId, text));
        var rows = await store.ListAsync(caller, request, cancellationToken);
        context.Response.Headers.CacheControl = "private, no-store";
        if (rows.Count <= request.Limit)
            return TypedResults.Ok(new ActivityPage([.. rows.Select(ActivityItem.Of)], null));
        var last = rows[request.Limit - 1];
        return TypedResults.Ok(new ActivityPage(
            [.. rows.Take(request.Limit).Select(ActivityItem.Of)],
            request.Next(cursors.Seal(caller.UserId, new ActivityPlace(last.LastAt, last.Id)))));
    }
}

/// <summary>A page of the activity, the newest first.</summary>
/// <param name="Next">Where the list goes on, path-absolute; null at its end.</param>
public sealed record ActivityPage(IReadOnlyList<ActivityItem> Items, string? Next);

/// <summary>Something that was done, once or several times within an hour. Times are RFC 3339 in UTC.</summary>
/// <param name="At">The first time.</param>
/// <param name="LastAt">The last time.</param>
/// <param name="Caller">The caller; null where there was none.</param>
/// <param name="Data">Which kind of data, such as <c>playlists</c>.</param>
/// <param name="Address">The network, such as <c>192.0.2.0/24</c>.</param>
/// <param name="Outcome"><c>ok</c>, or the code of the problem, with its reason after a colon.</param>
/// <param name="Flags">What is odd about it; mostly nothing.</param>
public sealed record ActivityItem(
    Guid Id, ActivityKind Kind, DateTimeOffset At, DateTimeOffset LastAt, long Count, ActivityCaller? Caller,
    string? Provider, string? Data, string? Address, string? Outcome, IReadOnlyList<ActivityOddity> Flags)
{
    private static readonly (ActivityOddities Kept, ActivityOddity Told)[] All =
    [
        .. Enum.GetValues<ActivityOddity>().Select(flag => (Enum.Parse<ActivityOddities>(flag.ToString()), flag)),
    ];

    internal static ActivityItem Of(Activity row) => new(
        row.Id, row.Kind, row.At, row.LastAt, row.Count,
        row.CallerKind is { } kind ? new ActivityCaller(kind, row.CallerId, row.CallerName) : null,
        row.Provider, row.Data, row.Address, row.Outcome,
        [.. All.Where(flag => row.Flags.HasFlag(flag.Kept)).Select(flag => flag.Told)]);
}

/// <summary>A session, a key by name, or the broker itself.</summary>
/// <param name="Id">Of the session, or the twelve characters after <c>ma_</c> of the key.</param>
public sealed record ActivityCaller(ActivityCallerKind Kind, string? Id, string? Name);

/// <summary>
/// A key from a network from which it was not used before; ten times the usual hour; twenty refusals within an hour;
/// a further account that can sign in.
/// </summary>
[SchemaName("ActivityAnomaly")]
public enum ActivityOddity
{
    NewNetwork,
    TenfoldRate,
    ManyRefusals,
    LinkedAccount,
}
