namespace MusicAuth.Providers.Spotify;

internal sealed class SpotifyPassthrough(SpotifyApi api) : IPassthroughApi
{
    private static readonly byte[] RateLimit =
        """{"error":{"status":429,"message":"API rate limit exceeded"}}"""u8.ToArray();

    public string Provider => api.Provider;

    public string Prefix => "/spotify/v1";

    public string BaseUrl => api.BaseUrl;

    public bool CatalogueNeedsToken => true;

    public IProviderFaults Faults => api.Faults;

    public ReadOnlyMemory<byte> RateLimitBody => RateLimit;

    public void Authorize(HttpRequestMessage request, Uri target, string token) =>
        api.Authorize(request, target, token);

    public bool IsCacheable(string path) => !path.StartsWith("/me/player", StringComparison.Ordinal);

    public ICompatibilityMapping? FindMapping(string method, string path) =>
        SpotifyCompatibility.Find(method, path, BaseUrl);
}
