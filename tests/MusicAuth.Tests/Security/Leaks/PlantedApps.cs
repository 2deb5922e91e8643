namespace MusicAuth.Tests.Security.Leaks;

/// <summary>The usual apps of the sandbox, with marked secrets.</summary>
internal static class PlantedApps
{
    public const string Secret = PlantedSecrets.Marker + "ClientSecret";

    public static Dictionary<string, string?> Settings { get; } = new(StringComparer.Ordinal)
    {
        ["Spotify:ClientSecret"] = Secret,
        ["Deezer:ClientSecret"] = Secret,
    };

    public static object With(string secret) => new
    {
        spotify = new[] { new { client_id = "sandbox-spotify-client", client_secret = secret } },
        deezer = new[] { new { app_id = "123456", secret } },
    };
}
