namespace MusicAuth.Sandbox.Spotify;

/// <summary>The checks of every path below /v1: token, state of the app, rate limit and scope.</summary>
internal sealed class SpotifyAuthorizationFilter(SandboxState state) : IEndpointFilter
{
    private const string PremiumLapsed = "Active premium subscription required for the owner of the app. When the "
        + "subscription status changes, it can take a few hours before requests are allowed again.";

    public static ByteResult Premium() => ByteResult.Text(PremiumLapsed, 403, "text/plain");

    public static ByteResult NotRegistered() =>
        ByteResult.Text("User not registered in the Developer Dashboard", 403, "text/plain");

    public static ByteResult Error(int status, string message, string? reason = null) =>
        ByteResult.Json(SpotifyResponseBodies.Error(status, message, reason), status);

    public static ByteResult Unauthorized(string message) => Error(401, message).With("WWW-Authenticate",
        $"Bearer realm=\"spotify\", error=\"invalid_token\", error_description=\"{message}\"");

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
        if (authorization.Length == 0) return (null, Unauthorized("No token provided"));
        if (!authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) || authorization[7..].Trim() is "")
            return (null, Error(400, "Only valid bearer authentication supported"));
        if (state.SpotifyGrants.FindAccess(authorization[7..].Trim()) is not { } access)
            return (null, Unauthorized("Invalid access token"));
        if (access.ExpiresAt <= state.Clock.GetUtcNow()) return (null, Unauthorized("The access token expired"));
        if (!state.SpotifyApps.TryGetValue(access.ClientId, out var app))
            return (null, Unauthorized("Invalid access token"));
        var scopes = (access.Consent?.Scopes ?? []).ToHashSet(StringComparer.Ordinal);
        return (new(app, state.Users.Find(access.Consent?.Person), scopes), null);
    }

    private ByteResult? Limit(SpotifyApp app)
    {
        if (state.Faults.SpotifyRateLimit is not { } limit) return null;
        return state.SpotifyWindow.TakeOrRetryAfter(app.ClientId, limit) is { } wait
            ? Error(429, "API rate limit exceeded")
                .With("Retry-After", $"{Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds))}")
            : null;
    }

    private static ByteResult? Check(SpotifyCaller caller, EndpointMetadataCollection needs)
    {
        if (!caller.App.Premium) return Premium();
        if (caller.User is { } user && caller.App.AllowedPeople?.Contains(user.Name) is false)
            return NotRegistered();
        if (caller.User is null && needs.GetMetadata<AnyToken>() is null)
            return Unauthorized("Valid user authentication required");
        if (!needs.GetOrderedMetadata<PlayerScopeRequirement>().All(need => caller.Scopes.Contains(need.Scope)))
            return Error(401, "Permissions missing");
        return needs.GetOrderedMetadata<ScopeRequirement>().All(need => caller.Scopes.Contains(need.Scope))
            ? null
            : Error(403, "Insufficient client scope");
    }
}
