namespace MusicAuth.Sandbox.Spotify;

/// <summary>The checks of every path below /v1: token, state of the app, rate limit and scope.</summary>
internal sealed class SpotifyAuthorizationFilter(SandboxState state) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        http.Response.Headers.CacheControl = "private, max-age=0";
        http.Response.Headers.AccessControlAllowOrigin = "*";
        var (caller, refusal) = Identify(http.Request.Headers.Authorization.ToString());
        refusal ??= Limit(caller!.App) ?? Check(caller, http.GetEndpoint()!.Metadata);
        if (refusal is not null) return refusal;
        http.Items[typeof(SpotifyCaller)] = caller;
        return await next(context);
    }

    private (SpotifyCaller? Caller, ByteResult? Refusal) Identify(string authorization)
    {
        if (authorization.Length == 0) return (null, SpotifyErrors.Unauthorized("No token provided"));
        if (!authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) || authorization[7..].Trim() is "")
            return (null, SpotifyErrors.Of(400, "Only valid bearer authentication supported"));
        if (state.SpotifyGrants.FindAccess(authorization[7..].Trim()) is not { } access)
            return (null, SpotifyErrors.Unauthorized("Invalid access token"));
        if (access.ExpiresAt <= state.Clock.GetUtcNow())
            return (null, SpotifyErrors.Unauthorized("The access token expired"));
        if (!state.SpotifyApps.TryGetValue(access.ClientId, out var app))
            return (null, SpotifyErrors.Unauthorized("Invalid access token"));
        var scopes = (access.Consent?.Scopes ?? []).ToHashSet(StringComparer.Ordinal);
        return (new(app, state.Users.Find(access.Consent?.Person), scopes), null);
    }

    private ByteResult? Limit(SpotifyApp app)
    {
        if (state.Faults.SpotifyRateLimit is not { } limit) return null;
        return state.SpotifyWindow.TakeOrRetryAfter(app.ClientId, limit) is { } wait
            ? SpotifyErrors.Of(429, "API rate limit exceeded")
                .With("Retry-After", $"{Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds))}")
            : null;
    }

    private static ByteResult? Check(SpotifyCaller caller, EndpointMetadataCollection needs)
    {
        if (!caller.App.Premium) return SpotifyErrors.NoPremium;
        if (caller.User is { } user && caller.App.AllowedPeople?.Contains(user.Name) is false)
            return SpotifyErrors.NotRegistered;
        if (caller.User is null && needs.GetMetadata<AnyToken>() is null)
            return SpotifyErrors.Unauthorized("Valid user authentication required");
        if (!needs.GetOrderedMetadata<PlayerScopeRequirement>().All(need => caller.Scopes.Contains(need.Scope)))
            return SpotifyErrors.Of(401, "Permissions missing");
        // An app token has no scopes. It reads what belongs to no user.
        return caller.User is null
            || needs.GetOrderedMetadata<ScopeRequirement>().All(need => caller.Scopes.Contains(need.Scope))
            ? null
            : SpotifyErrors.NoScope;
    }
}
