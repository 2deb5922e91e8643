namespace MusicAuth.Passthrough;

internal static class PassthroughEndpoints
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];
    private static readonly string[] Writing = [HttpMethods.Post, HttpMethods.Put, HttpMethods.Delete];

    public static void MapPassthrough(this IEndpointRouteBuilder routes)
    {
        foreach (var route in routes.ServiceProvider.GetRequiredService<PassthroughRoutes>().All)
        {
            if (route.IsCatalogue)
            {
                Map(routes, route, Reading, route.ReadScope, AuditKind.Read, "catalogue");
                continue;
            }

            Map(routes, route, Reading, route.ReadScope, AuditKind.Read, "read");
            Map(routes, route, Writing, $"{route.Api.Provider}:write", AuditKind.Written, "write");
        }
    }

    private static void Map(
        IEndpointRouteBuilder routes, PassthroughRoute route, string[] methods, string scope, AuditKind kind,
        string name)
    {
        var provider = route.Api.Provider;
        var service = char.ToUpperInvariant(provider[0]) + provider[1..];
        routes.MapMethods(
                route.Prefix + "/{**path}", methods,
                (HttpContext context, Caller caller, PassthroughHandler handler) =>
                    handler.HandleAsync(context, caller, route, kind))
            .RequireScope(scope)
            .WithMetadata(new RequestSizeLimit(ProviderCallSender.MaxBodyBytes))
            .WithTags("Passthrough")
            .WithName($"{provider}_{name}")
            .WithSummary(route.IsCatalogue
                ? $"The public catalogue of {service}'s API, without a user"
                : $"{service}'s API with the user's token")
            .WithDescription("The broker forwards the path, query and body, and returns the provider's response. Links "
                + "in the response lead back to the broker.");
    }
}
