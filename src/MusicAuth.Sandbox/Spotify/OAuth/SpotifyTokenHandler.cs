using System.Text;
using System.Text.Json.Nodes;

namespace MusicAuth.Sandbox.Spotify.OAuth;

/// <summary>POST /api/token: the three grant types and the error messages.</summary>
internal static class SpotifyTokenHandler
{
    public static void Map(IEndpointRouteBuilder routes, SandboxState state) =>
        routes.MapPost("/spotify/api/token", (Delegate)((HttpContext context) => HandleAsync(context, state)));

    public static ByteResult Error(string error, string? description)
    {
        var body = new JsonObject { ["error"] = error };
        if (description is not null) body["error_description"] = description;
        return Json(body, 400);
    }

    private static async Task<ByteResult> HandleAsync(HttpContext context, SandboxState state)
    {
        if (!context.Request.HasFormContentType)
            return Error("unsupported_grant_type", "grant_type parameter is missing");
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (clientId, secret) = Credentials(context.Request.Headers.Authorization.ToString(), form);
        if (!state.SpotifyApps.TryGetValue(clientId, out var app)) return Error("invalid_client", "Invalid client");
        if (secret is not null && (app.ClientSecret is null || !Secrets.FixedTimeEquals(secret, app.ClientSecret)))
            return Error("invalid_client", "Invalid client secret");
        var exchange = new Exchange(state, app, form, secret is not null, context.TokenFaults());
        return form["grant_type"].ToString() switch
        {
            "authorization_code" => exchange.Code(),
            "refresh_token" => exchange.Refresh(),
            "client_credentials" => exchange.ClientCredentials(),
            "" => Error("unsupported_grant_type", "grant_type parameter is missing"),
            _ => Error("unsupported_grant_type",
                "grant_type must be client_credentials, authorization_code or refresh_token"),
        };
    }

    private static (string ClientId, string? Secret) Credentials(string authorization, IFormCollection form)
    {
        if (!authorization.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            string? secret = form.ContainsKey("client_secret") ? form["client_secret"].ToString() : null;
            return (form["client_id"].ToString(), secret);
        }

        var buffer = new byte[authorization.Length];
        if (!Convert.TryFromBase64String(authorization[6..].Trim(), buffer, out var length)) return ("", "");
        var pair = Encoding.UTF8.GetString(buffer.AsSpan(0, length)).Split(':', 2);
        return (pair[0], pair.Length == 2 ? pair[1] : "");
    }

    private static ByteResult Json(JsonObject body, int status) =>
        ByteResult.Json(body, status, "application/json")
            .With("Cache-Control", "no-cache, no-store, must-revalidate")
            .With("Pragma", "no-cache");

    private sealed record Exchange(
        SandboxState State, SpotifyApp App, IFormCollection Form, bool WithSecret, TokenFaults Faults)
    {
        private ProviderStats Stats => State.Stats.Spotify;

        public ByteResult Code()
        {
            Stats.CountTokenExchange();
            var code = State.SpotifyGrants.Redeem(Form["code"], App.ClientId, out var replayed);
            if (replayed) Stats.CountCodeReplay();
            if (code is null) return Error("invalid_grant", "Invalid authorization code");
            var now = State.Clock.GetUtcNow();
            if (code.IssuedAt + SpotifyGrants.CodeLife <= now)
                return Error("invalid_grant", "Authorization code expired");
            if (Form["redirect_uri"] != code.RedirectUri) return Error("invalid_grant", "Invalid redirect URI");
            var verifier = Form["code_verifier"].ToString();
            if (verifier.Length == 0 && (code.Challenge is not null || !WithSecret))
                return Error("invalid_request", "code_verifier required");
            if (verifier.Length > 0 && !IsRight(verifier, code.Challenge))
                return Error("invalid_grant", "code_verifier was incorrect");
            var consent = new SpotifyConsent
            {
                ClientId = App.ClientId,
                Person = code.User,
                Scopes = code.Scopes,
                AuthorizedAt = now,
                WithSecret = WithSecret,
            };
            var refreshToken = State.SpotifyGrants.Begin(consent);
            return Tokens(consent, refreshToken, refreshToken);
        }

        public ByteResult Refresh()
        {
            Stats.CountRefresh();
            var presented = Form["refresh_token"].ToString();
            if (presented.Length == 0) return Error("invalid_request", "refresh_token must be supplied");
            switch (State.SpotifyGrants.Refresh(presented, App.ClientId, WithSecret, State.Faults.RotationRule))
            {
                case Refreshed.Granted granted:
                    return Tokens(granted.Consent, presented, granted.NewToken);
                case Refreshed.Refused refused:
                    if (refused.Reuse) Stats.CountReuse();
                    return Error(refused.Error, refused.Description);
                default:
                    throw new InvalidOperationException("A refresh is granted or refused");
            }
        }

        public ByteResult ClientCredentials()
        {
            if (!WithSecret) return Error("invalid_client", "Invalid client secret");
            var body = new JsonObject
            {
                ["access_token"] = State.SpotifyGrants.IssueAccess(null, App.ClientId, SpotifyGrants.AccessLife),
                ["token_type"] = "Bearer",
                ["expires_in"] = (int)SpotifyGrants.AccessLife.TotalSeconds,
            };
            Faults.ChangeExpiry(body, "expires_in");
            Faults.ChangeMembers(body);
            return Json(body, 200);
        }

        private static bool IsRight(string verifier, string? challenge) =>
            verifier.Length is >= 43 and <= 128
            && verifier.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.' or '-' or '~')
            && challenge is not null && Secrets.FixedTimeEquals(Secrets.PkceChallenge(verifier), challenge);

        private ByteResult Tokens(SpotifyConsent consent, string presented, string? refreshToken)
        {
            var body = new JsonObject
            {
                ["access_token"] = State.SpotifyGrants.IssueAccess(consent, App.ClientId, SpotifyGrants.AccessLife),
                ["token_type"] = "Bearer",
                ["scope"] = string.Join(' ', consent.Scopes),
                ["expires_in"] = (int)SpotifyGrants.AccessLife.TotalSeconds,
            };
            if (refreshToken is not null) body["refresh_token"] = refreshToken;
            Faults.ChangeExpiry(body, "expires_in");
            Faults.ChangeRefreshToken(body, presented, () => State.SpotifyGrants.AddRefreshToken(consent));
            Faults.ChangeMembers(body);
            return Json(body, 200);
        }
    }
}
