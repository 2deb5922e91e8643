namespace MusicAuth.Web.OpenApi;

/// <summary>
/// The OpenAPI document. The first request generates it, so that a start does not load the libraries for it.
/// </summary>
internal sealed class ApiDocument(IServiceProvider services)
{
    private const string ContentType = "application/json;charset=utf-8";

    private readonly Lazy<Task<byte[]>> _json = new(() => ApiDocumentGenerator.GenerateAsync(services));

    public static async Task WriteAsync(HttpContext context, ApiDocument document)
    {
        var json = await document._json.Value;
        context.Response.ContentType = ContentType;
        context.Response.ContentLength = json.Length;
        await context.Response.BodyWriter.WriteAsync(json, context.RequestAborted);
    }
}
