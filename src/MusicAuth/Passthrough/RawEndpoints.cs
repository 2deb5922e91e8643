using Microsoft.AspNetCore.Mvc;
using MusicAuth.Access;
using MusicAuth.Upstream;

namespace MusicAuth.Passthrough;

internal static class RawEndpoints
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];
    private static readonly string[] Writing = [HttpMethods.Post, HttpMethods.Put, HttpMethods.Delete];

    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var route in routes.ServiceProvider.GetRequiredService<RawRoutes>().All)
        {
            if (route.IsCatalogue)
            {
                Map(routes, route, Reading, route.ReadScope, ActivityKind.Read, "catalogue");
                continue;
            }

            Map(routes, route, Reading, route.ReadScope, ActivityKind.Read, "read");
            Map(routes, route, Writing, $"{route.Api.Provider}:write", ActivityKind.Written, "write");
        }
    }

    private static void Map(
        IEndpointRouteBuilder routes, RawRoute route, string[] methods, string scope, ActivityKind kind, string name)
    {
        var provider = route.Api.Provider;
        var service = char.ToUpperInvariant(provider[0]) + provider[1..];
        routes.MapMethods(
                route.Prefix + "/{**path}", methods,
                (HttpContext context, Caller caller, RawServing serving) =>
                {
                    route.NameIn(context);
                    return serving.ServeAsync(context, caller, route);
                })
            .RequireScope(scope)
            .WithMetadata(new RequestSizeLimitAttribute(ProviderCalls.BodyCap))
            .Record(route.Data, kind, route.SourcesOf)
            .WithTags("Passthrough")
            .WithName($"{provider}_{name}")
            .WithSummary(route.IsCatalogue
                ? $"The public catalogue of {service}'s API, without a user"
                : $"{service}'s API with the user's token")
            .WithDescription("The broker forwards path, query and body, and returns the provider's answer. Links in "
                + "it lead back to the broker.");
    }
}
