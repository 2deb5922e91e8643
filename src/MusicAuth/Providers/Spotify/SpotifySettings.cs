namespace MusicAuth.Providers.Spotify;

/// <summary>Section <c>Spotify</c>.</summary>
public sealed class SpotifySettings
{
    public string ApiBaseUrl { get; set; } = "https://api.spotify.com/v1";
}
