using CommunityToolkit.HighPerformance.Buffers;
using Microsoft.Extensions.Options;

namespace MusicAuth.Providers;

/// <summary>Downloads a picture without following redirects.</summary>
internal sealed class PictureDownloader(
    IHttpMessageHandlerFactory handlers, IOptions<UpstreamOptions> options, TimeProvider clock)
{
    public const string HttpClientName = "pictures";
    public const int MaxBytes = 512 * 1024;

    // A drawing in SVG can contain scripts.
    private static readonly string[] Types = ["image/jpeg", "image/png", "image/webp", "image/gif"];

    /// <returns>Null for a response that is no picture, too large, too slow or a redirect.</returns>
    public async Task<AccountPicture?> FindAsync(Uri address)
    {
        using var client = new HttpMessageInvoker(handlers.CreateHandler(HttpClientName), disposeHandler: false);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        using var deadline = new CancellationTokenSource(options.Value.Timeout, clock);
        try
        {
            using var response = await client.SendAsync(request, deadline.Token);
            return response.IsSuccessStatusCode ? await ReadAsync(response.Content, deadline.Token) : null;
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException)
        {
            return null;
        }
    }

    private static async Task<AccountPicture?> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        if (Array.Find(Types, type => type == content.Headers.ContentType?.MediaType?.ToLowerInvariant())
                is not { } contentType
            || ContentCoding.IsCompressed(content) || content.Headers.ContentLength > MaxBytes)
            return null;
        await using var body = await content.ReadAsStreamAsync(cancellationToken);
        using var buffer = new ArrayPoolBufferWriter<byte>();
        return await body.ReadAllIntoAsync(buffer, MaxBytes, cancellationToken)
            ? new AccountPicture(contentType, buffer.WrittenSpan.ToArray())
            : null;
    }
}
