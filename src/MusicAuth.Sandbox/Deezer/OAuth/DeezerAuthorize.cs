using static Microsoft.AspNetCore.WebUtilities.QueryHelpers;

namespace MusicAuth.Sandbox.Deezer.OAuth;

/// <summary>auth.php: it accepts Deezer's parameter names and the standard ones.</summary>
internal static class DeezerAuthorize
{
    public static void Map(IEndpointRouteBuilder routes, SandboxState state) =>
        routes.MapGet("/deezer/oauth/auth.php", (HttpContext context) => Handle(context.Request, state));

    private static ByteResult Handle(HttpRequest request, SandboxState state)
    {
        var query = request.Query;
        if (!state.DeezerApps.TryGetValue(First(query, "app_id", "client_id"), out var app) || app.Disabled)
            return ConsentPage.Error("Deezer", "Invalid application id");
        var redirectUri = query["redirect_uri"].ToString();
        if (!app.Admits(redirectUri)) return ConsentPage.Error("Deezer", "You must specify a valid redirect URI");
        var perms = DeezerPerms.Split(First(query, "perms", "scope"));
        switch (ConsentChoice.Read(request, state.Users))
        {
            // A refusal contains neither error nor state.
            case ConsentChoice.Refused:
                return ByteResult.Redirect(AddQueryString(redirectUri, "error_reason", "user_denied"));
            case ConsentChoice.UnknownUser unknown:
                return ConsentPage.Error("Deezer", $"This sandbox has no user called {unknown.Name}");
            case ConsentChoice.Accepted(var user):
                var code = state.DeezerGrants.IssueCode(
                    new(app.AppId, redirectUri, user.Name, perms, state.Clock.GetUtcNow()));
                var target = AddQueryString(redirectUri, "code", code);
                return ByteResult.Redirect(
                    query.ContainsKey("state") ? AddQueryString(target, "state", query["state"].ToString()) : target);
            default:
                return ConsentPage.Render(request, "Deezer", app.Name, DeezerPerms.InWords(perms), state.Users.All,
                    Describe);
        }
    }

    private static string Describe(SandboxUser user) =>
        ConsentPage.LibrarySummary(user.Deezer.Playlists.Count, user.Deezer.Favorites.Count);

    private static string First(IQueryCollection query, string own, string standard) =>
        query.ContainsKey(own) ? query[own].ToString() : query[standard].ToString();
}
