namespace MusicAuth.Providers.Spotify;

internal static class SpotifyProvider
{
    public const string Name = "spotify";

    // Spotify documents "a rolling 30 second window" and publishes no limit; the limit differs between apps.
    public static ProviderDefinition Definition { get; } =
        new(Name, SpotifySettings.Section, TimeSpan.FromSeconds(30), RateLimit: null, SpotifyOperationScopes.GetScopes)
        {
            // The last one serves the pictures of accounts that were made with Facebook.
            ImageHosts = ["scdn.co", "spotifycdn.com", "platform-lookaside.fbsbx.com"],
        };
}
