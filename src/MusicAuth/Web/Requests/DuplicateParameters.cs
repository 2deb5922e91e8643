namespace MusicAuth.Web.Requests;

/// <summary>A proxy and the broker could each read another one of two values.</summary>
internal static class DuplicateParameters
{
    public static TBuilder RejectDuplicates<TBuilder>(this TBuilder endpoint, params string[] names)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.AddEndpointFilter((context, next) =>
            Array.Find(names, name => context.HttpContext.Request.Query[name].Count > 1) is { } duplicate
                ? throw new ProblemException(ProblemCode.InvalidParameter,
                    $"The parameter {duplicate} appears more than once. Send it once.")
                : next(context));
}
