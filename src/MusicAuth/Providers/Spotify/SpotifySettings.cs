namespace MusicAuth.Providers.Spotify;

/// <summary>Section <c>Spotify</c>. Without a client secret the app is a public client with PKCE.</summary>
public sealed class SpotifySettings : ProviderSettings
{
    public const string Section = "Spotify";

    private const string ReadLibrary = "playlist-read-private playlist-read-collaborative user-library-read";

    public SpotifySettings()
    {
        Scopes = ReadLibrary;
        AllowedScopes = ReadLibrary;
        AuthorizationEndpoint = "https://accounts.spotify.com/authorize";
        TokenEndpoint = "https://accounts.spotify.com/api/token";
        ApiBaseUrl = "https://api.spotify.com/v1";
    }

    // "Insecure redirect URI" for everything else, localhost included.
    internal override RedirectRule RedirectRule => RedirectRule.HttpsOrLoopbackLiteral;
}
