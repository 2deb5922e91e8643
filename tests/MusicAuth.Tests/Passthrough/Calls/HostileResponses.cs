using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace MusicAuth.Tests.Passthrough.Calls;

/// <summary>Malformed responses of a provider.</summary>
internal static class HostileResponses
{
    public static RequestDelegate Of(string kind) => kind switch
    {
        "redirect" => context =>
        {
            context.Response.Redirect("http://127.0.0.1:9/elsewhere?token=1");
            return Task.CompletedTask;
        }
        ,
        "gzip" => async context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            context.Response.ContentType = "application/json";
            await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            await gzip.WriteAsync("""{"next":"?access_token=at"}"""u8.ToArray());
        }
        ,
        "html as json" => context => Json(context, "<html>"),
        "header bomb" => BombAsync,
        "reset" => context =>
        {
            context.Abort();
            return Task.CompletedTask;
        }
        ,
        "silence" => context => Task.Delay(Timeout.Infinite, context.RequestAborted),
        "falls silent" => StallAsync,
        "cut at once" => async context =>
        {
            context.Response.ContentLength = 100;
            context.Response.ContentType = "application/json";
            await context.Response.StartAsync();
            await context.Response.Body.FlushAsync();
        }
        ,
        "cut later" => CutLaterAsync,
        "short and cut" => ShortAndCutAsync,
        "short and ends in the middle" => context => Short(context, """{"data":["""),
        "short with a hidden token" => context => Short(context, """{"next":"?access\u005ftoken=at"}"""),
        "ends in the middle" => context => Json(context, """{"data":["""),
        "hidden token" => context => Json(context, """{"next":"?access\u005ftoken=at"}"""),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static async Task StallAsync(HttpContext context)
    {
        await Json(context, """{"data":[""");
        await context.Response.Body.FlushAsync();
        await Task.Delay(Timeout.Infinite, context.RequestAborted);
    }

    private static async Task CutLaterAsync(HttpContext context)
    {
        await Json(context, $$"""{"data":["{{new string('x', 40_000)}}",""");
        await context.Response.Body.FlushAsync();
        // A reset of the connection discards the bytes that the broker has not read yet.
        await Task.Delay(100);
        context.Abort();
    }

    private static async Task ShortAndCutAsync(HttpContext context)
    {
        context.Response.ContentLength = 100;
        await Json(context, """{"data":[],""");
        await context.Response.Body.FlushAsync();
    }

    private static Task BombAsync(HttpContext context)
    {
        for (var i = 0; i < 100; i++)
            context.Response.Headers[$"x-bomb-{i}"] = new string('x', 1024);
        return Json(context, "{}");
    }

    public static Task Short(HttpContext context, string json)
    {
        context.Response.ContentLength = json.Length;
        return Json(context, json);
    }

    public static Task Json(HttpContext context, string json)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json);
    }
}
