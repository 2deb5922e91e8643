using Microsoft.AspNetCore.Http.HttpResults;

namespace MusicAuth.Grants.Connections;

internal static class ConnectionEndpoints
{
    public static void MapConnections(this IEndpointRouteBuilder routes)
    {
        var me = routes.MapGroup("/me").WithTags("Connections");
        me.MapGet("", ShowMe).RequireCaller().WithAudit("connections", sourcesOf: SourcesOfMe)
            .WithName("getMe").WithSummary("The caller, its user and the user's connections");
        me.MapGet("/connections", List).RequireScope(AccessScopes.ConnectionsRead).WithAudit("connections")
            .WithName("listConnections").WithSummary("The connections and the state of each");
        me.MapGet("/connections/{provider}/token", GetToken).RequireScope(AccessScopes.TokenRead)
            .WithAudit("token", AuditKind.TokenHandedOut)
            .WithName("getToken").WithSummary("A valid access token of a provider, and its lifetime")
            .WithDescription("For apps that call the provider's API directly. The response never contains a refresh "
                + "token. A Deezer token does not expire, so only a key whose providers include deezer receives it.");
        me.MapDelete("/connections/{provider}", Disconnect).RequireSession().RejectDuplicates("forget")
            .WithName("deleteConnection").WithSummary("Disconnect a provider and erase its tokens")
            .WithDescription("The account can still sign in as you unless you send `forget=true`, which requires a "
                + "sign-in within the last hour. The last account that can sign in cannot be removed: 409 "
                + "`last_identity`.");
    }

    private static async Task<Ok<Me>> ShowMe(
        Caller caller, UserStore users, UserConnections connections, CancellationToken cancellationToken)
    {
        var user = await users.FindAsync(caller.UserId, cancellationToken)
            ?? throw new ProblemException(ProblemCode.Unauthenticated, "This user no longer exists. Sign in again.");
        return TypedResults.Ok(new Me(
            new MeUser(user.Id, user.DisplayName, user.CreatedAt, user.IsOwner),
            new MeCaller(caller.Kind, [.. caller.Scopes.Order(StringComparer.Ordinal)], caller.Key?.Name),
            caller.Scopes.Contains(AccessScopes.ConnectionsRead)
                ? await connections.ListAsync(caller, cancellationToken)
                : null));
    }

    // A response without connections is no access to them.
    private static IEnumerable<AuditedSource> SourcesOfMe(object? answer) =>
        answer is Ok<Me> { Value.Connections: not null } ? [new AuditedSource(null, AuditEvent.Ok)] : [];

    private static async Task<Ok<ConnectionList>> List(
        Caller caller, UserConnections connections, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ConnectionList(await connections.ListAsync(caller, cancellationToken)));

    private static async Task<Ok<AccessTokenResponse>> GetToken(
        string provider, Caller caller, AccessTokenIssuer tokens, CancellationToken cancellationToken) =>
        TypedResults.Ok(await tokens.GetAsync(caller, provider, cancellationToken));

    private static async Task<NoContent> Disconnect(
        string provider, string? forget, Caller caller, RecentSignIn recent, UserConnections connections,
        SessionCookie cookie, HttpContext context)
    {
        var audit = AuditEvent.Of(context, AuditKind.Disconnected);
        if (!ParseForget(forget))
        {
            await connections.DisconnectAsync(caller, provider, audit, context.RequestAborted);
            return TypedResults.NoContent();
        }

        await recent.RequireAsync(context, "/");
        if (await connections.ForgetAsync(caller, provider, audit, context.RequestAborted))
            cookie.SignOut(context.Response);
        return TypedResults.NoContent();
    }

    private static bool ParseForget(string? forget) => forget switch
    {
        null or "false" => false,
        "true" => true,
        _ => throw new ProblemException(
            ProblemCode.InvalidParameter, "The parameter forget must be true or false."),
    };
}
