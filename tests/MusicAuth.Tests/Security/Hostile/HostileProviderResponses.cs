using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace MusicAuth.Tests.Security.Hostile;

/// <summary>Responses that no honest provider sends.</summary>
internal static class HostileProviderResponses
{
    private static readonly byte[] Mebibyte = Encoding.ASCII.GetBytes(new string('x', 1024 * 1024));

    public static Dictionary<string, RequestDelegate> All { get; } = new(StringComparer.Ordinal)
    {
        ["endless"] = EndlessAsync,
        ["bomb"] = BombAsync,
        ["encoded twice"] = EncodedTwiceAsync,
        ["length of 300 MiB"] = context => LengthAsync(context, 300L * 1024 * 1024),
        ["cut"] = context => LengthAsync(context, 1_000),
        ["broken off"] = BrokenOffAsync,
        ["deep"] = context => context.Response.WriteAsync(new string('[', 100_000)),
        ["deep in an ignored member"] = context => context.Response.WriteAsync(
            $"{{\"padding\":{new string('[', 5_000)}{new string(']', 5_000)},\"access_token\":\"at\",\"items\":[]}}"),
        ["no unicode"] = context => context.Response.Body.WriteAsync(
            new byte[] { (byte)'{', (byte)'"', 0xff, 0xfe, (byte)'"', (byte)':', (byte)'1', (byte)'}' }).AsTask(),
        ["NUL"] = context => context.Response.WriteAsync("{\"items\":\0}"),
        ["nothing"] = _ => Task.CompletedTask,
        ["null"] = context => context.Response.WriteAsync("null"),
        ["script"] = context => context.Response.WriteAsync("<script>alert(1)</script>"),
        ["numbers"] = context => context.Response.WriteAsync("{\"access_token\":1e999,\"items\":1e999,\"data\":1e999}"),
        ["headers"] = HeadersAsync,
        ["dripping"] = DripAsync,
        ["silent"] = context => Task.Delay(Timeout.Infinite, context.RequestAborted),
    };

    public static RequestDelegate RedirectTo(string address, int status) => context =>
    {
        context.Response.StatusCode = status;
        context.Response.Headers.Location = address;
        return Task.CompletedTask;
    };

    private static async Task EndlessAsync(HttpContext context)
    {
        await context.Response.WriteAsync("{\"padding\":\"");
        while (!context.RequestAborted.IsCancellationRequested) await context.Response.Body.WriteAsync(Mebibyte);
    }

    // 64 MiB in 64 KiB of compressed data.
    private static async Task BombAsync(HttpContext context)
    {
        context.Response.Headers.ContentEncoding = "gzip";
        await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Optimal);
        for (var i = 0; i < 64; i++) await gzip.WriteAsync(Mebibyte, context.RequestAborted);
    }

    private static async Task EncodedTwiceAsync(HttpContext context)
    {
        context.Response.Headers.ContentEncoding = "br, gzip";
        await context.Response.WriteAsync("{\"access_token\":\"at\",\"items\":[],\"data\":[]}");
    }

    private static async Task LengthAsync(HttpContext context, long length)
    {
        context.Response.ContentLength = length;
        await context.Response.WriteAsync("{\"items\":[");
        context.Abort();
    }

    private static async Task BrokenOffAsync(HttpContext context)
    {
        await context.Response.WriteAsync("{\"access_token\":\"at\",\"items\":[]}");
        await context.Response.Body.FlushAsync();
        context.Abort();
    }

    private static Task HeadersAsync(HttpContext context)
    {
        for (var i = 0; i < 10_000; i++) context.Response.Headers[$"X-{i}"] = "x";
        return context.Response.WriteAsync("{}");
    }

    // A byte every 100 ms prevents each time-out of an idle connection.
    private static async Task DripAsync(HttpContext context)
    {
        while (!context.RequestAborted.IsCancellationRequested)
        {
            await context.Response.WriteAsync(" ");
            await Task.Delay(TimeSpan.FromMilliseconds(100), context.RequestAborted);
        }
    }
}
