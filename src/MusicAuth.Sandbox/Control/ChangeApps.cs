namespace MusicAuth.Sandbox.Control;

internal sealed record ChangeApps
{
    public IReadOnlyList<SpotifyApp>? Spotify { get; init; }

    public IReadOnlyList<DeezerApp>? Deezer { get; init; }
}
