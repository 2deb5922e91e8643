using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Features;

namespace MusicAuth.Sandbox;

/// <summary>Returns the request as it arrived, so that tests can examine the requests of a proxy.</summary>
internal static class Echo
{
    private const int ShownBytes = 65_536;
    private static readonly string[] AllMethods = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"];

    /// <summary>Maps the endpoints outside the token check, so that they answer requests without a token too.</summary>
    public static void Map(IEndpointRouteBuilder routes, string api)
    {
        routes.MapMethods(api + "/_echo/{**path}", AllMethods, (Delegate)HandleAsync);
        routes.MapGet(api + "/_large", (HttpContext context) => LargeBody.Of(context.Request));
    }

    private static async Task<ByteResult> HandleAsync(HttpContext context)
    {
        var request = context.Request;
        var headers = new JsonObject();
        foreach (var (name, values) in request.Headers)
            headers[name.ToLowerInvariant()] = new JsonArray([.. values.Select(value => JsonValue.Create(value))]);
        var (shown, length) = await ReadAsync(context);
        return ByteResult.Json(new JsonObject
        {
            ["method"] = request.Method,
            ["target"] = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            ["protocol"] = request.Protocol,
            ["query"] = Members(request.Query),
            ["headers"] = headers,
            ["body"] = Convert.ToBase64String(shown),
            ["text"] = System.Text.Encoding.UTF8.GetString(shown),
            ["body_length"] = length,
        });
    }

    private static JsonObject Members(IQueryCollection query)
    {
        var members = new JsonObject();
        foreach (var (name, values) in query)
            members[name] = new JsonArray([.. values.Select(value => JsonValue.Create(value))]);
        return members;
    }

    private static async Task<(byte[] Shown, long Length)> ReadAsync(HttpContext context)
    {
        using var shown = new MemoryStream();
        var (buffer, length) = (new byte[16_384], 0L);
        while (await context.Request.Body.ReadAsync(buffer, context.RequestAborted) is > 0 and var read)
        {
            length += read;
            var room = (int)Math.Min(read, ShownBytes - shown.Length);
            await shown.WriteAsync(buffer.AsMemory(0, room), context.RequestAborted);
        }

        return (shown.ToArray(), length);
    }
}
