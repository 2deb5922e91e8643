using System.IO.Compression;
using Microsoft.AspNetCore.Http.Features;

namespace MusicAuth.Sandbox.Faults;

/// <summary>Buffers a response until it is complete, then changes it by the fault rules and sends it.</summary>
internal sealed class ResponseFaults(HttpContext context, IReadOnlyList<FaultRule> hits, ResponseDelay delay)
{
    private const int DefaultHeaderBytes = 100_000;

    // The request is processed before its response is changed: a rotation can happen without a usable response.
    public async Task ApplyAsync(Func<Task> answer)
    {
        var wire = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        using var buffer = new MemoryStream();
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(buffer, wire));
        await answer();
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        context.Features.Set(wire);
        await WaitAsync(hits.Find(FaultKinds.Slow));
        var body = await ChangeAsync(buffer.ToArray());
        var isChunked = hits.Any(rule => rule.Chunked);
        context.Response.ContentLength = isChunked ? null : body.Length;
        await SendAsync(wire, body);
    }

    private async Task<byte[]> ChangeAsync(byte[] body)
    {
        var headers = context.Response.Headers;
        foreach (var rule in hits.Where(rule => rule.Kind == FaultKinds.OddValue))
            body = ValueReplacement.Put(body, rule);
        if (hits.Find(FaultKinds.Disguise) is { } disguise) body = Disguise.Put(body, disguise.Text, context.Request);
        if (hits.Find(FaultKinds.Word) is { } word) body = ReplaceByWord(word.Text ?? "Hx7mQzWpLr4TvCbK", body);
        if (hits.Find(FaultKinds.Truncated) is { } end)
            body = body[..Math.Min(end.Bytes ?? (body.Length / 2), body.Length)];
        if (hits.Find(FaultKinds.Headers) is { } padding) AddHeaders(headers, padding.Bytes ?? DefaultHeaderBytes);
        if (hits.Find(FaultKinds.ContentType) is { } type) context.Response.ContentType = type.Text;
        if (hits.Find(FaultKinds.Gzip) is null) return body;
        headers.ContentEncoding = "gzip";
        return await CompressAsync(body);
    }

    private async Task SendAsync(IHttpResponseBodyFeature wire, byte[] body)
    {
        var cancel = context.RequestAborted;
        var (cut, stall) = (hits.Find(FaultKinds.Cut), hits.Find(FaultKinds.Stall));
        var end = cut is null ? body.Length : Math.Min(cut.Bytes ?? (body.Length / 2), body.Length);
        var stallAt = stall is null ? end : Math.Min(stall.Bytes ?? 0, end);
        // The headers alone, or the headers and the bytes before the stall.
        await wire.StartAsync(cancel);
        if (hits.Find(FaultKinds.Trickle) is { } trickle)
        {
            await TrickleAsync(wire.Stream, body[..end], trickle);
            (stallAt, end) = (0, 0);
        }

        await wire.Stream.WriteAsync(body.AsMemory(0, stallAt), cancel);
        await wire.Stream.FlushAsync(cancel);
        await WaitAsync(stall);
        await wire.Stream.WriteAsync(body.AsMemory(stallAt, end - stallAt), cancel);
        await wire.Stream.FlushAsync(cancel);
        // An abort discards unsent bytes; an exception after the headers sends them and closes the connection.
        if (cut?.Bytes is not null) throw new IOException("The fault ends the response here");
        if (cut is not null) context.Abort();
    }

    private async Task TrickleAsync(Stream wire, byte[] body, FaultRule rule)
    {
        foreach (var piece in body.Chunk(Math.Max(1, rule.Bytes ?? 1)))
        {
            await wire.WriteAsync(piece, context.RequestAborted);
            await wire.FlushAsync(context.RequestAborted);
            await WaitAsync(rule);
        }
    }

    // A successful response becomes one word with the type of JSON; a failure is unchanged.
    private byte[] ReplaceByWord(string word, byte[] body)
    {
        if (context.Response.StatusCode >= StatusCodes.Status300MultipleChoices) return body;
        if (context.Response.StatusCode == StatusCodes.Status204NoContent)
            context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = ByteResult.JsonUtf8;
        return System.Text.Encoding.UTF8.GetBytes(word);
    }

    private static void AddHeaders(IHeaderDictionary headers, int bytes)
    {
        const int each = 4096;
        for (var number = 0; number * each < bytes; number++)
            headers[$"X-Sandbox-{number}"] = new string('h', Math.Min(each, bytes - (number * each)));
    }

    private static async Task<byte[]> CompressAsync(byte[] body)
    {
        using var zipped = new MemoryStream();
        await using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest)) await gzip.WriteAsync(body);
        return zipped.ToArray();
    }

    private Task WaitAsync(FaultRule? rule) => delay.WaitAsync(rule is null ? 0 : rule.DelayMs ?? 1000);
}
