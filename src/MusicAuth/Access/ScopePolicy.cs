using MusicAuth.Web;

namespace MusicAuth.Access;

public static class ScopePolicy
{
    /// <summary>Callers without the scope get 403, nobody at all gets 401.</summary>
    public static TBuilder RequireScope<TBuilder>(this TBuilder endpoint, string scope)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new RequiredScope(scope));

    /// <summary>Only a browser session; a key gets 403.</summary>
    public static TBuilder RequireSession<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new RequiredScope(null));

    /// <summary>Why the caller may not pass, or null.</summary>
    public static ProblemException? Refusal(RequiredScope required, Caller? caller) => caller switch
    {
        null => new(ProblemCode.Unauthenticated, "This address needs a signed-in session. Sign in at /login."),
        { Kind: CallerKind.Key } when required.Scope is null =>
            new(ProblemCode.InsufficientScope, "This address is for browser sessions only, not for API keys."),
        _ when required.Scope is { } scope && !caller.Scopes.Contains(scope) =>
            new(ProblemCode.InsufficientScope, $"The caller lacks the scope {scope}."),
        _ => null,
    };
}
