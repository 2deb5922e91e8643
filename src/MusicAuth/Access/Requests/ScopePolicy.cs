namespace MusicAuth.Access.Requests;

internal static class ScopePolicy
{
    /// <summary>A caller without the scope gets 403, and a request without a caller gets 401.</summary>
    public static TBuilder RequireScope<TBuilder>(this TBuilder endpoint, string scope)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new RequiredScope(scope));

    /// <summary>Only a browser session; a key gets 403.</summary>
    public static TBuilder RequireSession<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new RequiredScope(null));

    /// <summary>Any session and any key.</summary>
    public static TBuilder RequireCaller<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new RequiredScope(null, AnyCaller: true));

    /// <summary>Requires a session of the owner of this instance.</summary>
    public static TBuilder RequireOwner<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new RequiredScope(null, OwnerOnly: true));

    /// <summary>Requires the owner; before there is one, a browser that can become the owner.</summary>
    public static TBuilder RequireOwnerOrSetupBrowser<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new RequiredScope(null, OwnerOnly: true, OrSetupBrowser: true));

    /// <summary>Refuses a key that is limited to other providers.</summary>
    /// <exception cref="ProblemException">insufficient_scope.</exception>
    public static void RequireProvider(this Caller caller, string provider)
    {
        if (!caller.CanAccess(provider))
            throw new ProblemException(
                ProblemCode.InsufficientScope,
                    $"This API key works only for {string.Join(", ", caller.Key!.Providers!)}. Create a key that also "
                    + "covers the other provider.")
            {
                Provider = provider,
            };
    }

    /// <summary>The refusal of the request; null where the caller passes.</summary>
    /// <param name="required">The requirement of the endpoint.</param>
    /// <param name="caller">Null where the request has no valid session or key.</param>
    /// <param name="hasBearer">Whether the request has a bearer token, valid or not.</param>
    public static ProblemException? FindRefusal(RequiredScope required, Caller? caller, bool hasBearer) => caller switch
    {
        // The same for every key that does not count: the answer must not tell which ids exist.
        null when hasBearer => new(
            ProblemCode.Unauthenticated,
            "The API key is unknown, revoked or expired. Create a new key on the page of this MusicAuth.")
        {
            IsInvalidToken = true,
        },
        null => new(ProblemCode.Unauthenticated,
            "The request contains no valid session or API key. Sign in at /login."),
        _ when required.AnyCaller => null,
        { Kind: CallerKind.Key } when required.Scope is null =>
            new(ProblemCode.InsufficientScope, "This endpoint accepts only browser sessions, not API keys."),
        _ when required.Scope is { } scope && !caller.HasScope(scope) =>
            new(ProblemCode.InsufficientScope,
                $"This session or API key does not have the scope {scope}. Create an API key with that scope.")
            {
                Scope = scope,
            },
        _ when required.OwnerOnly && !caller.IsOwner =>
            new(ProblemCode.InsufficientScope, "Only the owner of this MusicAuth can use this endpoint."),
        _ => null,
    };
}
