using System.IO.Compression;
using Microsoft.AspNetCore.Http.Features;

namespace MusicAuth.Sandbox.Faults;

/// <summary>Stands before both providers and spoils what the board says.</summary>
internal sealed class FaultMiddleware(SandboxState state)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var path = context.Request.Path.Value ?? "/";
        var provider = path.StartsWith("/deezer", StringComparison.Ordinal) ? "deezer" : "spotify";
        var hits = state.Faults.Take(provider, Surface(path), context.Request.Method, path);
        context.SetFaults(hits);
        await DelayAsync(state.Faults.Plan.LatencyMs + Sum(hits, FaultKinds.Latency), context);
        if (Has(hits, FaultKinds.Drop))
        {
            context.Abort();
            return;
        }

        if (hits.FirstOrDefault(rule => rule.Kind == FaultKinds.SetCookie) is not null)
            context.Response.Headers.Append("Set-Cookie", "sandbox_tracking=1; Path=/; HttpOnly");
        if (!hits.Any(rule => rule.Kind is FaultKinds.Slow or FaultKinds.Cut or FaultKinds.Gzip))
        {
            await AnswerAsync(context, hits, next);
            return;
        }

        await SpoilAsync(context, hits, next);
    }

    public static string Surface(string? path) => path switch
    {
        "/spotify/api/token" or "/deezer/oauth/access_token.php" => "token",
        "/spotify/authorize" or "/deezer/oauth/auth.php" => "authorize",
        _ => "api",
    };

    private static Task AnswerAsync(HttpContext context, IReadOnlyList<FaultRule> hits, RequestDelegate next)
    {
        var replacement = hits.Select(FaultKinds.Replacement).FirstOrDefault(answer => answer is not null);
        return replacement?.ExecuteAsync(context) ?? next(context);
    }

    // The request is done first and its answer spoiled after: a rotation has happened although nobody hears of it.
    private async Task SpoilAsync(HttpContext context, IReadOnlyList<FaultRule> hits, RequestDelegate next)
    {
        var wire = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        using var held = new MemoryStream();
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(held, wire));
        await AnswerAsync(context, hits, next);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        context.Features.Set(wire);
        await DelayAsync(Sum(hits, FaultKinds.Slow), context);
        var body = held.ToArray();
        if (Has(hits, FaultKinds.Gzip))
        {
            body = await CompressAsync(body);
            context.Response.Headers.ContentEncoding = "gzip";
        }

        context.Response.ContentLength = body.Length;
        var cut = Has(hits, FaultKinds.Cut);
        await wire.Stream.WriteAsync(cut ? body.AsMemory(0, body.Length / 2) : body, context.RequestAborted);
        await wire.Stream.FlushAsync(context.RequestAborted);
        if (cut) context.Abort();
    }

    private static async Task<byte[]> CompressAsync(byte[] body)
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) await gzip.WriteAsync(body);
        return packed.ToArray();
    }

    private Task DelayAsync(int milliseconds, HttpContext context) => milliseconds <= 0
        ? Task.CompletedTask
        : Task.Delay(TimeSpan.FromMilliseconds(milliseconds), state.Clock, context.RequestAborted);

    private static int Sum(IEnumerable<FaultRule> hits, string kind) =>
        hits.Where(rule => rule.Kind == kind).Sum(rule => rule.DelayMs ?? 1000);

    private static bool Has(IEnumerable<FaultRule> hits, string kind) => hits.Any(rule => rule.Kind == kind);
}
