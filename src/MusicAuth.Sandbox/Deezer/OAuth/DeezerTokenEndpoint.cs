using System.Text.Json.Nodes;

namespace MusicAuth.Sandbox.Deezer.OAuth;

/// <summary>access_token.php: a form body of type HTML, or JSON on request; it never refreshes.</summary>
internal static class DeezerTokenEndpoint
{
    private static readonly string[] Methods = ["GET", "POST"];

    public static void Map(IEndpointRouteBuilder routes, SandboxState state) =>
        routes.MapMethods("/deezer/oauth/access_token.php", Methods,
            (Delegate)((HttpContext context) => HandleAsync(context, state)));

    private static async Task<ByteResult> HandleAsync(HttpContext context, SandboxState state)
    {
        state.Stats.Deezer.CountTokenExchange();
        var form = context.Request.HasFormContentType
            ? await context.Request.ReadFormAsync(context.RequestAborted)
            : FormCollection.Empty;
        var appId = Read("app_id") ?? Read("client_id") ?? "";
        var secret = Read("secret") ?? Read("client_secret");
        if (!state.DeezerApps.TryGetValue(appId, out var app) || app.Disabled
            || !Secrets.FixedTimeEquals(secret, app.Secret))
            return WrongCode();
        if (state.DeezerGrants.Redeem(Read("code"), appId) is not { } code) return WrongCode();
        // The redirect URI is optional here. If it is sent, it must be that of the authorization.
        if (Read("redirect_uri") is { } redirectUri && redirectUri != code.RedirectUri) return WrongCode();
        TimeSpan? granted = code.Perms.Contains(DeezerPerms.OfflineAccess) ? null : DeezerGrants.ShortLife;
        if (state.Faults.Plan.DeezerExpires is { } seconds)
            granted = seconds > 0 ? TimeSpan.FromSeconds(seconds) : null;
        var body = new JsonObject
        {
            ["access_token"] = state.DeezerGrants.Issue(code, granted),
            ["expires"] = (long)(granted?.TotalSeconds ?? 0),
        };
        context.TokenFaults().ChangeExpiry(body, "expires");
        context.TokenFaults().ChangeMembers(body);
        return Read("output") == "json" && !state.Faults.Plan.DeezerFormAnswer
            ? ByteResult.PhpJson(body)
            : AsForm(body);

        string? Read(string name) => form.ContainsKey(name) ? form[name].ToString()
            : context.Request.Query.ContainsKey(name) ? context.Request.Query[name].ToString() : null;
    }

    private static ByteResult AsForm(JsonObject body) =>
        ByteResult.Html(string.Join('&', body.Select(member => $"{member.Key}={member.Value}")));

    private static ByteResult WrongCode() => ByteResult.Html("wrong code");
}
