namespace MusicAuth.Sandbox.Deezer;

/// <summary>Reads the token from the query only, applies the app's quota, and sends errors with status 200.</summary>
internal sealed class DeezerAuthorizationFilter(SandboxState state) : IEndpointFilter
{
    private const int RequestsPerWindow = 50;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var headers = http.Response.Headers;
        headers.CacheControl = "no-store, no-cache, must-revalidate";
        headers.Pragma = "no-cache";
        headers.Expires = "Thu, 19 Nov 1981 08:52:00 GMT";
        headers["x-org"] = "FR";
        var cookieId = Secrets.Alphanumeric("dzr_uniq_id_", 16);
        headers.Append("Set-Cookie", $"dzr_uniq_id={cookieId}; path=/; domain=.deezer.com");
        var text = http.Request.Query["access_token"].ToString();
        var token = text.Length == 0 ? null : state.DeezerGrants.Find(text);
        if (state.Faults.DeezerQuota
            && state.DeezerWindow.TakeOrRetryAfter(token?.AppId ?? "without token", RequestsPerWindow) is not null)
            return DeezerErrors.Of(DeezerErrors.Quota);
        if (text.Length > 0 && token is null) return DeezerErrors.Of(DeezerErrors.TokenInvalid);
        if (token is not null && state.DeezerApps.GetValueOrDefault(token.AppId) is null or { Disabled: true })
            return DeezerErrors.Of(DeezerErrors.Application);
        var perms = (token?.Perms ?? []).ToHashSet(StringComparer.Ordinal);
        var caller = new DeezerCaller(text, state.Users.Find(token?.Person), perms);
        http.Items[typeof(DeezerCaller)] = caller;
        return http.GetEndpoint()!.Metadata.GetMetadata<PermRequirement>() is { } need
            && (caller.User is null || !caller.Perms.Contains(need.Perm))
            ? DeezerErrors.Of(DeezerErrors.Permission)
            : await next(context);
    }
}
