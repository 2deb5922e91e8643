using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MusicAuth.Notices.Calendar;

internal static class CalendarEndpoints
{
    private const string FeedType = "text/calendar";

    public static void MapCalendar(this IEndpointRouteBuilder routes)
    {
        var me = routes.MapGroup("/me/calendar").WithTags("Calendar").RequireSession();
        me.MapGet("", Show).WithName("getCalendar").WithSummary("The address of your calendar feed");
        me.MapPost("", Replace).WithName("replaceCalendar")
            .WithSummary("Make a new address for your calendar feed; the old one ends at once");
        me.MapDelete("", Remove).WithName("deleteCalendar").WithSummary("End the address of your calendar feed");
        routes.MapGet("/calendar/{secret}.ics", Read).WithTags("Calendar")
            .WithName("readCalendar").WithSummary("The calendar feed: the days on which your consents end")
            .WithDescription("An iCalendar feed (RFC 5545) with an all-day event for each consent, and alarms 30, 7 "
                + "and 1 days before. The secret in the address is the only protection.")
            .Produces<string>(StatusCodes.Status200OK, FeedType);
    }

    private static async Task<Ok<CalendarAddress>> Show(
        Caller caller, CalendarStore calendars, PublicAddress address, HttpResponse response,
        CancellationToken cancellationToken) =>
        Answer(await calendars.FindSecretAsync(caller.UserId, cancellationToken), address, response);

    private static async Task<Ok<CalendarAddress>> Replace(
        Caller caller, CalendarStore calendars, PublicAddress address, HttpContext context,
        CancellationToken cancellationToken) =>
        Answer(
            await calendars.ReplaceAsync(
                caller.UserId, AuditEvent.Of(context, AuditKind.CalendarMade), cancellationToken),
            address, context.Response);

    private static async Task<NoContent> Remove(
        Caller caller, CalendarStore calendars, HttpContext context, CancellationToken cancellationToken)
    {
        await calendars.RemoveAsync(
            caller.UserId, AuditEvent.Of(context, AuditKind.CalendarRemoved), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> Read(
        string secret, CalendarStore calendars, CalendarFeedWriter feeds, HttpResponse response,
        CancellationToken cancellationToken)
    {
        // The same response for every address without a feed, also for one of another form.
        var userId = await calendars.FindUserAsync(new Secret(secret), cancellationToken)
            ?? throw new ProblemException(
                ProblemCode.NotFound, "There is no calendar at this address. Copy the address from the page again.");
        response.Headers.CacheControl = CacheControlRules.NoStore;
        return Results.Text(await feeds.WriteAsync(userId, cancellationToken), FeedType, Encoding.UTF8);
    }

    private static Ok<CalendarAddress> Answer(Secret? secret, PublicAddress address, HttpResponse response)
    {
        response.Headers.CacheControl = CacheControlRules.NoStore;
        return TypedResults.Ok(new CalendarAddress(
            secret is null ? null : address.Absolute($"/calendar/{secret.Reveal()}.ics")));
    }
}
