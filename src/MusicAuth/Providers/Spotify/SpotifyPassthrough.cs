using System.Net.Http.Headers;
using Microsoft.Extensions.Options;

namespace MusicAuth.Providers.Spotify;

/// <summary>Spotify's Web API as it is passed through.</summary>
public sealed class SpotifyPassthrough(SpotifyFaults faults, IOptions<SpotifySettings> settings) : IPassthroughApi
{
    private static readonly byte[] RateLimit =
        """{"error":{"status":429,"message":"API rate limit exceeded"}}"""u8.ToArray();

    public string Provider => SpotifyLibrary.Name;

    public string Prefix => "/spotify/v1";

    public string BaseUrl => settings.Value.ApiBaseUrl.TrimEnd('/');

    public bool CatalogueNeedsToken => true;

    public IProviderFaults Faults => faults;

    public ReadOnlyMemory<byte> RateLimitBody => RateLimit;

    public void Authorize(HttpRequestMessage request, Uri target, string token)
    {
        request.RequestUri = target;
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public EmbeddedError? FindEmbeddedError(ReadOnlySpan<byte> body) => null;

    public bool IsCacheable(string path) => !path.StartsWith("/me/player", StringComparison.Ordinal);

    public ICompatibilityMapping? FindMapping(string method, string path) => SpotifyCompatibility.Find(method, path, BaseUrl);
}
