using System.Text;

namespace MusicAuth.Providers.Deezer;

internal sealed class DeezerPassthrough(DeezerApi api) : IPassthroughApi
{
    private const int MaxErrorLength = 4 * 1024;

    private static readonly byte[] QuotaError =
        """{"error":{"type":"Exception","message":"Quota limit exceeded","code":4}}"""u8.ToArray();

    public string Provider => api.Provider;

    public string Prefix => "/deezer";

    public string BaseUrl => api.BaseUrl;

    public bool CatalogueNeedsToken => false;

    public IProviderFaults Faults => api.Faults;

    public ReadOnlyMemory<byte> RateLimitBody => QuotaError;

    public void Authorize(HttpRequestMessage request, Uri target, string token) =>
        api.Authorize(request, target, token);

    public EmbeddedError? FindEmbeddedError(ReadOnlySpan<byte> body) =>
        body.Length <= MaxErrorLength && BeginsWithError(body)
            ? DeezerFaults.FindError(Encoding.UTF8.GetString(body))
            : null;

    // Each request for the flow returns other tracks, and the history changes with every track played.
    public bool IsCacheable(string path) =>
        !path.TrimEnd('/').EndsWith("/flow", StringComparison.Ordinal)
        && !path.TrimEnd('/').EndsWith("/history", StringComparison.Ordinal);

    private static bool BeginsWithError(ReadOnlySpan<byte> body) =>
        body.TrimStart(" \t\r\n"u8) is [(byte)'{', .. var members]
        && members.TrimStart(" \t\r\n"u8).StartsWith("\"error\""u8);
}
