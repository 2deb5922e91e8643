using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using MusicAuth.Passthrough;
using MusicAuth.Upstream;

namespace MusicAuth.Providers.Spotify;

/// <summary>Spotify's Web API as it is passed through.</summary>
public sealed class SpotifyRawApi(SpotifyApiFaults faults, IOptions<SpotifySettings> settings) : IRawApi
{
    private static readonly byte[] RateLimit =
        """{"error":{"status":429,"message":"API rate limit exceeded"}}"""u8.ToArray();

    public string Provider => SpotifyLibrary.Name;

    public string Prefix => "/spotify/v1";

    public string BaseUrl => settings.Value.ApiBaseUrl.TrimEnd('/');

    public bool CatalogueNeedsToken => true;

    public IProviderFaults Faults => faults;

    public ReadOnlyMemory<byte> TooManyRequests => RateLimit;

    public void Authorize(HttpRequestMessage request, Uri target, string token)
    {
        request.RequestUri = target;
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public RawError? ErrorAt200(ReadOnlySpan<byte> body) => null;

    public bool IsLasting(string path) => !path.StartsWith("/me/player", StringComparison.Ordinal);

    public IRawShape? ShapeOf(string method, string path) => SpotifyShapes.Of(method, path, BaseUrl);
}
