namespace MusicAuth.Providers.Deezer;

internal static class DeezerProvider
{
    public const string Name = "deezer";

    // Deezer documents "50 requests / 5 seconds".
    public static ProviderDefinition Definition { get; } =
        new(Name, DeezerSettings.Section, TimeSpan.FromSeconds(5), RateLimit: 50, DeezerOperationScopes.GetScopes)
        {
            ImageHosts = ["dzcdn.net"],
        };
}
