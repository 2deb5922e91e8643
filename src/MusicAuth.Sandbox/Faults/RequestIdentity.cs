namespace MusicAuth.Sandbox.Faults;

/// <summary>The user of a request, by its token, and at the token endpoint its grant type.</summary>
internal sealed record RequestIdentity(string? User, string? Grant)
{
    public static async Task<RequestIdentity> OfAsync(HttpContext context, SandboxState state)
    {
        var request = context.Request;
        if (FaultMiddleware.Surface(request.Path.Value) is not "token")
            return new(UserOf(request, state), null);
        if (!request.HasFormContentType) return new(null, null);
        var form = await request.ReadFormAsync(context.RequestAborted);
        var grant = request.Path.StartsWithSegments("/deezer", StringComparison.Ordinal)
            ? "authorization_code"
            : form["grant_type"].ToString();
        return new(state.SpotifyGrants.UserOf(form["refresh_token"].ToString()), grant);
    }

    private static string? UserOf(HttpRequest request, SandboxState state)
    {
        if (request.Path.StartsWithSegments("/deezer", StringComparison.Ordinal))
            return state.DeezerGrants.Find(request.Query["access_token"].ToString())?.Person;
        var bearer = request.Headers.Authorization.ToString().Split(' ', 2);
        return bearer.Length == 2 ? state.SpotifyGrants.FindAccess(bearer[1].Trim())?.Consent?.Person : null;
    }
}
