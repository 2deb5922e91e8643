using Microsoft.AspNetCore.Http.HttpResults;

namespace MusicAuth.Notices.Channels;

internal static class ChannelEndpoints
{
    public static void MapChannels(this IEndpointRouteBuilder routes)
    {
        var channels = routes.MapGroup("/me/channels").WithTags("Notices").RequireSession();
        channels.MapGet("", List).WithName("listChannels")
            .WithSummary("The channels that bring you notices, without their secrets");
        channels.MapPost("", Create).WithName("createChannel")
            .WithSummary("Add a channel: ntfy, Gotify, a webhook or e-mail")
            .WithDescription("A webhook gets a `signing_secret` (Standard Webhooks), which only this response has. "
                + "A target in a private network is refused unless `Notices:AllowPrivateTargets` allows it.");
        channels.MapDelete("/{id}", Delete).WithName("deleteChannel").WithSummary("Delete a channel");
        channels.MapPost("/{id}/test", Test).WithName("testChannel")
            .WithSummary("Send a test notice at once, and say what happened");
    }

    private static async Task<Ok<ChannelList>> List(
        Caller caller, ChannelStore channels, ChannelProtector protector, CancellationToken cancellationToken)
    {
        var rows = await channels.ListAsync(caller.UserId, cancellationToken);
        return TypedResults.Ok(new ChannelList([.. rows.Select(row =>
            ChannelInfo.Of(row, protector.TryUnprotect(row, out var address) ? address : null))]));
    }

    private static async Task<Created<CreatedChannel>> Create(
        ChannelRequest request, Caller caller, ChannelRequestReader reader, ChannelStore channels, HttpContext context,
        CancellationToken cancellationToken)
    {
        var (kind, address) = await reader.ReadAsync(request, caller.IsOwner, cancellationToken);
        var channel = await channels.AddAsync(
            caller.UserId, kind, address, Event(context, AuditKind.ChannelAdded, kind), cancellationToken);
        return TypedResults.Created($"/me/channels/{channel.Id}", CreatedChannel.Of(channel, address));
    }

    private static async Task<NoContent> Delete(
        string id, Caller caller, ChannelStore channels, HttpContext context, CancellationToken cancellationToken) =>
        Guid.TryParse(id, out var channelId)
            && await channels.DeleteAsync(
                caller.UserId, channelId, AuditEvent.Of(context, AuditKind.ChannelRemoved), cancellationToken)
                ? TypedResults.NoContent()
                : throw NotFound();

    private static async Task<Ok<ChannelTestResult>> Test(
        string id, Caller caller, ChannelStore channels, ChannelTest test, AuditLog audit, HttpContext context,
        CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(id, out var channelId)
            || await channels.FindAsync(caller.UserId, channelId, cancellationToken) is not { } channel)
            throw NotFound();
        var result = await test.SendAsync(channel, caller.IsOwner, cancellationToken);
        await channels.RecordResultAsync(channel.Id, result.Error, cancellationToken);
        if (result.Error is not null)
            audit.Record(Event(context, AuditKind.ChannelTestFailed, channel.Kind) with { Outcome = "not_delivered" });
        return TypedResults.Ok(new ChannelTestResult(
            result.Error is null, result.Error ?? "The target has taken the test notice."));
    }

    // Without the target, which is a secret.
    private static AuditEvent Event(HttpContext context, AuditKind kind, ChannelKind channel) =>
        AuditEvent.Of(context, kind) with { Data = ChannelInfo.NameOf(channel) };

    private static ProblemException NotFound() => new(ProblemCode.NotFound, "You have no channel with this id.");
}
