namespace MusicAuth.Web.Requests;

/// <summary>Of a parameter that comes twice, a proxy and we might each read another one.</summary>
public static class DuplicateParameters
{
    /// <summary>Refuses a query in which one of these comes more than once.</summary>
    public static TBuilder RejectDuplicates<TBuilder>(this TBuilder endpoint, params string[] names)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.AddEndpointFilter((context, next) =>
            Array.Find(names, name => context.HttpContext.Request.Query[name].Count > 1) is { } twice
                ? throw new ProblemException(ProblemCode.InvalidParameter,
                    $"The parameter {twice} appears more than once. Send it once.")
                : next(context));
}
