using Microsoft.AspNetCore.Http.HttpResults;

namespace MusicAuth.Operations.Health;

/// <summary>For containers and load balancers. Responses contain no reason, because anyone can read them.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var health = app.MapGroup("/health").WithTags("Health");
        health.MapGet("/live", () => TypedResults.Ok(Health.Ok))
            .WithSummary("Liveness: the process answers");
        health.MapGet("/ready", ReadyAsync)
            .WithSummary("Readiness: the database answers and the broker is not stopping")
            .Produces<Health>(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<Results<Ok<Health>, JsonHttpResult<Health>>> ReadyAsync(
        Readiness readiness, CancellationToken cancellationToken) =>
        await readiness.IsReadyAsync(cancellationToken)
            ? TypedResults.Ok(Health.Ok)
            : TypedResults.Json(Health.Unavailable, statusCode: StatusCodes.Status503ServiceUnavailable);

    internal sealed record Health(string Status)
    {
        public static readonly Health Ok = new("ok");
        public static readonly Health Unavailable = new("unavailable");
    }
}
