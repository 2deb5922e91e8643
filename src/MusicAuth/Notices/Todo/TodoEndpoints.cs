using Microsoft.AspNetCore.Http.HttpResults;

namespace MusicAuth.Notices.Todo;

internal static class TodoEndpoints
{
    public static void MapTodo(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/me/todo", List).WithTags("To do")
            .RequireScope(AccessScopes.ConnectionsRead).WithAudit("connections")
            .WithName("listTodo").WithSummary("What needs you: what only you can repair, the most urgent first")
            .WithDescription("Consents that end within 60 days or have ended, scopes that an app required in vain, API "
                + "keys that the audit log has flagged, and a missing notice channel. The session of the owner also "
                + "gets provider apps that a provider rejects. `action_url` also works in a browser that is not signed "
                + "in.");

    private static async Task<Ok<TodoList>> List(
        Caller caller, TodoCollector collector, HttpResponse response, CancellationToken cancellationToken)
    {
        response.Headers.CacheControl = CacheControlRules.NoStore;
        return TypedResults.Ok(await collector.ListAsync(caller, cancellationToken));
    }
}
