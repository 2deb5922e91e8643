using System.IO.Compression;
using Microsoft.AspNetCore.Http.Features;

namespace MusicAuth.Sandbox.Faults;

/// <summary>Buffers a response until it is complete, then sends it as the fault rules say.</summary>
internal sealed class ResponseFaults(HttpContext context, IReadOnlyList<FaultRule> hits, ResponseDelay delay)
{
    private const int HeaderBomb = 100_000;

    // The request is carried out before its response is spoiled: a rotation can happen that no client learns of.
    public async Task SpoilAsync(Func<Task> answer)
    {
        var wire = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        using var held = new MemoryStream();
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(held, wire));
        await answer();
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        context.Features.Set(wire);
        await WaitAsync(Find(FaultKinds.Slow));
        var body = await ChangeAsync(held.ToArray());
        var isChunked = hits.Any(rule => rule.Chunked);
        context.Response.ContentLength = isChunked ? null : body.Length;
        await SendAsync(wire, body);
    }

    private async Task<byte[]> ChangeAsync(byte[] body)
    {
        var headers = context.Response.Headers;
        foreach (var rule in hits.Where(rule => rule.Kind == FaultKinds.OddValue))
            body = ValueReplacement.Put(body, rule);
        if (Find(FaultKinds.Disguise) is { } disguise) body = Disguise.Put(body, disguise.Text, context.Request);
        if (Find(FaultKinds.Word) is { } word) body = Say(word.Text ?? "Hx7mQzWpLr4TvCbK", body);
        if (Find(FaultKinds.Truncated) is { } end) body = body[..Math.Min(end.Bytes ?? (body.Length / 2), body.Length)];
        if (Find(FaultKinds.Headers) is { } bomb) Blow(headers, bomb.Bytes ?? HeaderBomb);
        if (Find(FaultKinds.ContentType) is { } type) context.Response.ContentType = type.Text;
        if (Find(FaultKinds.Gzip) is null) return body;
        headers.ContentEncoding = "gzip";
        return await CompressAsync(body);
    }

    private async Task SendAsync(IHttpResponseBodyFeature wire, byte[] body)
    {
        var cancel = context.RequestAborted;
        var (cut, stall) = (Find(FaultKinds.Cut), Find(FaultKinds.Stall));
        var end = cut is null ? body.Length : Math.Min(cut.Bytes ?? (body.Length / 2), body.Length);
        var pause = stall is null ? end : Math.Min(stall.Bytes ?? 0, end);
        // The head alone, or the head with what comes before the pause.
        await wire.StartAsync(cancel);
        if (Find(FaultKinds.Trickle) is { } trickle)
        {
            await TrickleAsync(wire.Stream, body[..end], trickle);
            (pause, end) = (0, 0);
        }

        await wire.Stream.WriteAsync(body.AsMemory(0, pause), cancel);
        await wire.Stream.FlushAsync(cancel);
        await WaitAsync(stall);
        await wire.Stream.WriteAsync(body.AsMemory(pause, end - pause), cancel);
        await wire.Stream.FlushAsync(cancel);
        // Aborting takes with it what has not left yet; an error after the head lets the rest go and then closes.
        if (cut?.Bytes is not null) throw new IOException("This answer is to end here");
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

    // A success that says so in a word, which it calls JSON; a failure stays what it is.
    private byte[] Say(string word, byte[] body)
    {
        if (context.Response.StatusCode >= StatusCodes.Status300MultipleChoices) return body;
        if (context.Response.StatusCode == StatusCodes.Status204NoContent)
            context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = ByteResult.JsonUtf8;
        return System.Text.Encoding.UTF8.GetBytes(word);
    }

    private static void Blow(IHeaderDictionary headers, int bytes)
    {
        const int each = 4096;
        for (var number = 0; number * each < bytes; number++)
            headers[$"X-Sandbox-{number}"] = new string('h', Math.Min(each, bytes - (number * each)));
    }

    private static async Task<byte[]> CompressAsync(byte[] body)
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) await gzip.WriteAsync(body);
        return packed.ToArray();
    }

    private Task WaitAsync(FaultRule? rule) => delay.WaitAsync(rule is null ? 0 : rule.DelayMs ?? 1000);

    private FaultRule? Find(string kind) => hits.FirstOrDefault(rule => rule.Kind == kind);
}
