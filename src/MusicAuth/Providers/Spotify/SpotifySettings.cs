namespace MusicAuth.Providers.Spotify;

/// <summary>Section <c>Spotify</c>. Without a client secret the app is a public client that uses PKCE.</summary>
internal sealed class SpotifySettings : ProviderSettings
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

    // Spotify refuses every other redirect URI as insecure, localhost included.
    internal override RedirectRule RedirectRule => RedirectRule.HttpsOrLoopbackLiteral;
}
