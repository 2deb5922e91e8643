using System.Globalization;
using System.Text;

namespace MusicAuth.Sandbox;

/// <summary>A JSON response of an exact length, full of links, generated while it is sent.</summary>
internal sealed class LargeBody(long bytes, int chunkDelayMs) : IResult
{
    public const long DefaultBytes = 50 * 1024 * 1024;
    public const long MaxBytes = 4L * 1024 * 1024 * 1024;
    private const int Chunk = 65_536;
    private const int MinBytes = 1024;

    public static IResult Of(HttpRequest request)
    {
        if (!TryRead(request.Query, "bytes", DefaultBytes, MaxBytes, out var bytes)
            || !TryRead(request.Query, "chunk_delay_ms", 0, 60_000, out var delay))
            return ByteResult.Text("bytes and chunk_delay_ms are numbers", 400);
        return new LargeBody(bytes, (int)delay);
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, cancel) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = ByteResult.JsonUtf8;
        var request = httpContext.Request;
        var api = request.Path.StartsWithSegments("/deezer", StringComparison.Ordinal) ? "/deezer" : "/spotify/v1";
        var link = $"{request.Scheme}://{request.Host}{api}";
        var head = Encoding.UTF8.GetBytes($$"""{"href":"{{link}}/_large","items":[""");
        var tail = Encoding.UTF8.GetBytes($$"""{"last":true}],"next":"{{link}}/_large?offset=1","padding":"{0}"}""");
        // The padding fills the body up to the requested length.
        var items = Items(link);
        var clock = httpContext.RequestServices.GetRequiredService<SandboxClock>();
        var left = Math.Max(MinBytes, bytes) - head.Length - tail.Length + "{0}".Length;
        await response.Body.WriteAsync(head, cancel);
        while (left >= items.Length)
        {
            await response.Body.WriteAsync(items, cancel);
            left -= items.Length;
            if (chunkDelayMs <= 0) continue;
            await response.Body.FlushAsync(cancel);
            await Task.Delay(TimeSpan.FromMilliseconds(chunkDelayMs), clock, cancel);
        }

        var rest = Encoding.UTF8.GetString(tail).Replace("{0}", new string('x', (int)left), StringComparison.Ordinal);
        await response.Body.WriteAsync(Encoding.UTF8.GetBytes(rest), cancel);
    }

    private static byte[] Items(string link)
    {
        var text = new StringBuilder();
        for (var number = 0; text.Length < Chunk; number++)
            text.Append(CultureInfo.InvariantCulture, $$"""{"href":"{{link}}/tracks/{{number}}","name":"Søren"},""");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static bool TryRead(IQueryCollection query, string name, long defaultValue, long max, out long value)
    {
        value = defaultValue;
        return !query.TryGetValue(name, out var text)
            || (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value <= max);
    }
}
