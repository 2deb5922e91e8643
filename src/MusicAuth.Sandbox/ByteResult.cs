using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MusicAuth.Sandbox;

/// <summary>A response with exact bytes and an exact content type, because the services differ in both.</summary>
internal sealed class ByteResult(int status, string? contentType, ReadOnlyMemory<byte> body) : IResult
{
    public const string JsonUtf8 = "application/json; charset=utf-8";
    // The services do not escape &; the default encoder would write a token in a link as \u0026.
    private static readonly JsonSerializerOptions Plain =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<KeyValuePair<string, string>> _headers = [];

    public static ByteResult Json(JsonNode? body, int status = 200, string contentType = JsonUtf8) =>
        new(status, contentType, JsonSerializer.SerializeToUtf8Bytes(body, Plain));

    /// <summary>JSON as PHP writes it: slashes escaped, everything beyond ASCII as \u.</summary>
    public static ByteResult PhpJson(JsonNode? body, int status = 200)
    {
        var text = new StringBuilder();
        foreach (var letter in JsonSerializer.Serialize(body, Plain))
        {
            if (letter == '/') text.Append("\\/");
            else if (char.IsAscii(letter)) text.Append(letter);
            else text.Append($"\\u{(int)letter:x4}");
        }

        return Text(text.ToString(), status, JsonUtf8);
    }

    public static ByteResult Text(string body, int status = 200, string contentType = "text/plain; charset=utf-8") =>
        new(status, contentType, Encoding.UTF8.GetBytes(body));

    public static ByteResult Html(string body, int status = 200) => Text(body, status, "text/html; charset=utf-8");

    public static ByteResult Empty(int status) => new(status, contentType: null, ReadOnlyMemory<byte>.Empty);

    public static ByteResult Redirect(string location, int status = 302) => Empty(status).With("Location", location);

    public ByteResult With(string header, string value)
    {
        _headers.Add(new(header, value));
        return this;
    }

    public ByteResult WithETag(string known)
    {
        if (status != 200) return this;
        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(body.Span)[..16])}\"";
        var isKnown = known.Split(',', StringSplitOptions.TrimEntries).Any(each => each == tag || each == "W/" + tag);
        return (isKnown ? Empty(304) : this).With("ETag", tag);
    }

    /// <summary>The same response with a body that the function converts.</summary>
    public ByteResult Reformat(string type, Func<string, string> convert) =>
        new(status, type, Encoding.UTF8.GetBytes(convert(Encoding.UTF8.GetString(body.Span))));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        foreach (var (name, value) in _headers) response.Headers.Append(name, value);
        if (status is 204 or 304) return;
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, httpContext.RequestAborted);
    }
}
