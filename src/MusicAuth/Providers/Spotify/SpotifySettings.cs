namespace MusicAuth.Providers.Spotify;

/// <summary>Section <c>Spotify</c>. The provider is on when <see cref="ClientId"/> is set.</summary>
public sealed class SpotifySettings
{
    public const string Section = "Spotify";

    private const string ReadLibrary = "playlist-read-private playlist-read-collaborative user-library-read";

    public string? ClientId { get; set; }

    /// <summary>Optional: without it the app is a public client with PKCE.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>What every sign-in asks for, space separated.</summary>
    public string Scopes { get; set; } = ReadLibrary;

    /// <summary>What <c>/login/spotify?scope=</c> may ask for besides, space separated.</summary>
    public string AllowedScopes { get; set; } = ReadLibrary;

    public string AuthorizationEndpoint { get; set; } = "https://accounts.spotify.com/authorize";

    public string TokenEndpoint { get; set; } = "https://accounts.spotify.com/api/token";

    public string ApiBaseUrl { get; set; } = "https://api.spotify.com/v1";

    /// <summary>Where Spotify sends browsers back to, if not to <c>Web:PublicUrl</c>.</summary>
    public string? PublicUrl { get; set; }
}
