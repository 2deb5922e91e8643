namespace MusicAuth.Providers.Deezer;

/// <summary>Section <c>Deezer</c>.</summary>
public sealed class DeezerSettings
{
    public string ApiBaseUrl { get; set; } = "https://api.deezer.com";
}
