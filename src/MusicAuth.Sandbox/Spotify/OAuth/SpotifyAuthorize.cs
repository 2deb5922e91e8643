using static Microsoft.AspNetCore.WebUtilities.QueryHelpers;

namespace MusicAuth.Sandbox.Spotify.OAuth;

/// <summary>The accounts service's page: the user chooses an account and consents, or refuses.</summary>
internal static class SpotifyAuthorize
{
    /// <summary>Holds the name of the browser's last Spotify user.</summary>
    private const string SessionCookie = "sandbox_spotify_user";

    public static void Map(IEndpointRouteBuilder routes, SandboxState state) =>
        routes.MapGet("/spotify/authorize", (HttpContext context) => Handle(context.Request, state));

    private static ByteResult Handle(HttpRequest request, SandboxState state)
    {
        var query = request.Query;
        if (!state.SpotifyApps.TryGetValue(query["client_id"].ToString(), out var app))
            return ErrorPage("INVALID_CLIENT: Invalid client");
        var redirectUri = query["redirect_uri"].ToString();
        if (app.RefusalOf(redirectUri) is { } refusal) return ErrorPage(refusal);
        // Clients of the removed implicit flow expect its error in the fragment.
        if (query["response_type"] == "token")
            return ByteResult.Redirect(redirectUri + "#error=unsupported_response_type" + StateFragment(query));
        if (query["response_type"] != "code") return ErrorPage("response_type must be code");
        var scopes = SpotifyScopes.Split(query["scope"]);
        if (!SpotifyScopes.AreKnown(scopes)) return ErrorPage("INVALID_SCOPE: Invalid scope");
        var challenge = query["code_challenge"].ToString();
        if (challenge.Length > 0 && query["code_challenge_method"] != "S256")
            return ErrorPage("code_challenge_method must be S256");
        if (challenge.Length > 0 && challenge.Length != 43) return ErrorPage("code_challenge must be valid");
        return Decide(request, state, app, redirectUri, scopes, challenge);
    }

    private static ByteResult Decide(
        HttpRequest request, SandboxState state, SpotifyApp app, string redirectUri, string[] scopes, string challenge)
    {
        switch (ConsentChoice.Read(request, state.Users))
        {
            case ConsentChoice.Refused:
                return Redirect(request, AddQueryString(redirectUri, "error", "access_denied"));
            case ConsentChoice.UnknownUser unknown:
                return ErrorPage($"This sandbox has no user called {unknown.Name}");
            case ConsentChoice.Accepted(var user):
                return Accept(user);
            default:
                return FindApproving(request, state, app, scopes) is { } approving
                    ? Accept(approving)
                    : ConsentPage.Render(request, "Spotify", app.Name, SpotifyScopes.InWords(scopes),
                        state.Users.All, Describe);
        }

        ByteResult Accept(SandboxUser user)
        {
            var code = state.SpotifyGrants.IssueCode(new(app.ClientId, redirectUri,
                challenge.Length == 0 ? null : challenge, user.Name, scopes, state.Clock.GetUtcNow()));
            return Redirect(request, AddQueryString(redirectUri, "code", code)).With("Set-Cookie",
                $"{SessionCookie}={Uri.EscapeDataString(user.Name)}; Path=/spotify/authorize; HttpOnly; SameSite=Lax");
        }
    }

    // Without show_dialog=true, Spotify shows no consent page if the user has already given the app these scopes.
    private static SandboxUser? FindApproving(
        HttpRequest request, SandboxState state, SpotifyApp app, string[] scopes) =>
        request.Query["show_dialog"] != "true"
            && request.Cookies[SessionCookie] is { } name && state.Users.Find(name) is { } user
            && state.SpotifyGrants.HasConsent(app.ClientId, user.Name, scopes)
                ? user
                : null;

    private static ByteResult Redirect(HttpRequest request, string target) => ByteResult.Redirect(
        request.Query.TryGetValue("state", out var state) ? AddQueryString(target, "state", state.ToString()) : target);

    private static string Describe(SandboxUser user) =>
        ConsentPage.LibrarySummary(user.Spotify.Playlists.Count, user.Spotify.Favorites.Count);

    private static string StateFragment(IQueryCollection query) =>
        query.ContainsKey("state") ? "&state=" + Uri.EscapeDataString(query["state"].ToString()) : "";

    private static ByteResult ErrorPage(string message) => ConsentPage.Error("Spotify", message);
}
