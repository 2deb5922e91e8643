using Microsoft.AspNetCore.Http.HttpResults;
using MusicAuth.Access;
using MusicAuth.Web;

namespace MusicAuth.Grants;

public static class ConnectionEndpoints
{
    public static void MapConnections(this IEndpointRouteBuilder routes)
    {
        var me = routes.MapGroup("/me").WithTags("Connections");
        me.MapGet("", ShowMe).RequireCaller().Record("connections", sourcesOf: SourcesOfMe)
            .WithName("getMe").WithSummary("The caller, its user and that user's connections");
        me.MapGet("/connections", List).RequireScope(Scopes.ConnectionsRead).Record("connections")
            .WithName("listConnections").WithSummary("The connections and the state of each");
        me.MapGet("/connections/{provider}/token", HandOut).RequireScope(Scopes.TokenRead)
            .Record("token", ActivityKind.TokenHandedOut)
            .WithName("getToken").WithSummary("A fresh access token of a provider, and how long it lives")
            .WithDescription("For apps that speak to the provider themselves. Never a refresh token. Deezer's token "
                + "has no end, so a key gets it only where its providers name deezer.");
        me.MapDelete("/connections/{provider}", Disconnect).RequireSession().RequireSingle("forget")
            .WithName("deleteConnection").WithSummary("Disconnect a provider and erase its tokens")
            .WithDescription("The account can still sign in as you. With `forget=true` it cannot any more; the last "
                + "account that can sign in stays: 409 `last_identity`.");
    }

    private static async Task<Ok<Me>> ShowMe(
        Caller caller, Users users, Connections connections, CancellationToken cancellationToken)
    {
        var user = await users.FindAsync(caller.UserId, cancellationToken)
            ?? throw new ProblemException(ProblemCode.Unauthenticated, "This user does not exist any more.");
        return TypedResults.Ok(new Me(
            new MeUser(user.Id, user.DisplayName, user.CreatedAt, user.IsOwner),
            new MeCaller(caller.Kind, [.. caller.Scopes.Order(StringComparer.Ordinal)], caller.Key?.Name),
            caller.Scopes.Contains(Scopes.ConnectionsRead)
                ? await connections.ListAsync(caller, cancellationToken)
                : null));
    }

    // Who is told no connections has read none.
    private static IEnumerable<RecordedSource> SourcesOfMe(object? answer) =>
        answer is Ok<Me> { Value.Connections: not null } ? [new RecordedSource(null, ActivityEvent.Ok)] : [];

    private static async Task<Ok<ConnectionList>> List(
        Caller caller, Connections connections, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ConnectionList(await connections.ListAsync(caller, cancellationToken)));

    private static async Task<Ok<HandedOutToken>> HandOut(
        string provider, Caller caller, TokenHandOut tokens, CancellationToken cancellationToken) =>
        TypedResults.Ok(await tokens.GetAsync(caller, provider, cancellationToken));

    private static async Task<NoContent> Disconnect(
        string provider, string? forget, Caller caller, Connections connections, SessionCookie cookie,
        HttpContext context)
    {
        var told = ActivityEvent.Of(context, ActivityKind.Disconnected);
        if (!IsForgotten(forget))
            await connections.DisconnectAsync(caller, provider, told, context.RequestAborted);
        else if (await connections.ForgetAsync(caller, provider, told, context.RequestAborted))
            cookie.SignOut(context.Response);
        return TypedResults.NoContent();
    }

    private static bool IsForgotten(string? forget) => forget switch
    {
        null or "false" => false,
        "true" => true,
        _ => throw new ProblemException(
            ProblemCode.InvalidParameter, "The parameter forget must be true or false."),
    };
}
