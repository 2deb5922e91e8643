namespace MusicAuth.Sandbox.Control;

internal sealed class Stats
{
    public ProviderStats Spotify { get; } = new();

    public ProviderStats Deezer { get; } = new();

    public ProviderStats Of(string provider) => provider == "spotify" ? Spotify : Deezer;

    public void Reset()
    {
        Spotify.Reset();
        Deezer.Reset();
    }
}
