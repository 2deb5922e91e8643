using System.IO.Compression;
using System.Reflection;
using Microsoft.Net.Http.Headers;
using Scalar.AspNetCore;

namespace MusicAuth.Web.Pages;

/// <summary>Serves Scalar's script. Scalar's own page needs an inline script, which the policy forbids.</summary>
internal static class ScalarScript
{
    private const string Resource = "ScalarStaticAssets.scalar.js";
    private static readonly Assembly Package = typeof(ScalarOptions).Assembly;

    public static IResult Serve(HttpContext context)
    {
        var gzip = AcceptsGzip(context.Request);
        context.Response.Headers.Vary = HeaderNames.AcceptEncoding;
        context.Response.Headers.CacheControl = WebModule.StaticCacheControl;
        context.Features.Set(RoutineRequest.Instance);
        if (gzip) context.Response.Headers.ContentEncoding = "gzip";
        return TypedResults.Stream(
            body => WriteAsync(body, gzip),
            "text/javascript",
            entityTag: new($"\"{Package.GetName().Version}{(gzip ? "-gzip" : "")}\""));
    }

    private static async Task WriteAsync(Stream body, bool gzip)
    {
        // The resource is compressed.
        await using var script = Package.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException("The package Scalar.AspNetCore does not contain its script.");
        await using var plain = new GZipStream(script, CompressionMode.Decompress);
        await (gzip ? script : plain).CopyToAsync(body);
    }

    private static bool AcceptsGzip(HttpRequest request) =>
        request.GetTypedHeaders().AcceptEncoding.Any(encoding => encoding.Value == "gzip" && encoding.Quality is not 0);
}
