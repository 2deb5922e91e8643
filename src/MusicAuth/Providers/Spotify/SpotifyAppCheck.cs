namespace MusicAuth.Providers.Spotify;

/// <summary>
/// Asks Spotify for a token of the app itself (RFC 6749, section 4.4). A public client gets none, so it presents a code
/// that Spotify never issued: Spotify refuses the client first, and the code only of a client that it knows.
/// </summary>
internal sealed class SpotifyAppCheck(SpotifyTokenClient client) : IProviderAppCheck
{
    private const string Remedy = "Copy both values again from the page of your app at developer.spotify.com.";

    private static readonly string UnusedVerifier = new('0', 43);

    public string Provider => SpotifyProvider.Name;

    public bool RequiresSecret => false;

    public async Task<AppCheckResult> CheckAsync(AppCredentials app, string redirectUri)
    {
        Dictionary<string, string> form = app.ClientSecret is null
            ? new(StringComparer.Ordinal)
            {
                ["grant_type"] = "authorization_code",
                ["code"] = "none",
                ["redirect_uri"] = redirectUri,
                ["code_verifier"] = UnusedVerifier,
            }
            : new(StringComparer.Ordinal) { ["grant_type"] = "client_credentials" };
        try
        {
            return await client.TryAppAsync(app, form) is var (status, body) && body is not null
                ? ToResult(app, body, body.RefusesApp(status))
                : AppCheckResult.Unreachable;
        }
        catch (UpstreamException)
        {
            return AppCheckResult.Unreachable;
        }
    }

    private static AppCheckResult ToResult(AppCredentials app, SpotifyTokenResponse body, bool isRefused)
    {
        if (isRefused)
            return AppCheckResult.Refused(Describe(app, ResponseMembers.GetString(body.ErrorDescription) ?? ""));
        return body.ErrorCode == "invalid_grant" || ResponseMembers.GetString(body.AccessToken) is { Length: > 0 }
            ? AppCheckResult.Ok
            : AppCheckResult.Unreachable;
    }

    // The words only choose the sentence; they differ over time.
    private static string Describe(AppCredentials app, string words) =>
        app.ClientSecret is null ? "Spotify does not know this client id. Copy it again from the page of your app at "
            + "developer.spotify.com, or enter the client secret too."
        : words.Contains("secret", StringComparison.OrdinalIgnoreCase)
            ? $"Spotify refuses this client secret. {Remedy}"
        : words.Contains("Invalid client", StringComparison.OrdinalIgnoreCase)
            ? $"Spotify does not know this client id. {Remedy}"
            : $"Spotify refuses this client id or secret. {Remedy}";
}
