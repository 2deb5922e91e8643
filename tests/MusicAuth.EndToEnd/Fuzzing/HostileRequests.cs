using System.Text;

namespace MusicAuth.EndToEnd.Fuzzing;

/// <summary>Random hostile requests, some of them almost valid. The same seed gives the same requests.</summary>
internal sealed class HostileRequests(int seed, IReadOnlyList<string> paths, IReadOnlyList<string> credentials)
{
    private static readonly string[] Methods =
    [
        "GET", "GET", "GET", "HEAD", "POST", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get",
        "GETT", "PROPFIND", "\0", "G\tT", "", "ÄÖ",
    ];

    private static readonly string[] Hostile =
    [
        "", "0", "-1", "1e309", "99999999999999999999", "null", "undefined", "true", "NaN", "[]", "{}", "'", "\"", "`",
        "%", "%0", "%00", "%0a%0d", "%ff%fe", "%c0%af", "%u0041", "..", "../..", "..%2f..%2f", "%2e%2e/", "....//",
        "//evil.example", "\\\\evil.example", "@evil.example", "https://evil.example/", "javascript:alert(1)",
        "<script>alert(1)</script>", "' OR 1=1 --", "\" OR \"\"=\"", "1; DROP TABLE users", "${jndi:ldap://evil}",
        "{{7*7}}", "%s%s%n", "\u202e", "\ud83d\ude00", "e\u0301", "\0", "\r\nX-Injected: 1", "\t", " ", "+", "&", "=",
        "?", "#", ";", "*", "~", "spotify", "deezer", "tidal", "Spotify", "spotify ", "spotify%20", "spotify/", "1",
        "501", "500", "01", "٣", "1.0", "0x10", "ma_", "ma_0123456789Ab_abcdefghijklmnopqrstuvwxyz0123456789A1z1irh",
        "00000000-0000-0000-0000-000000000000", "CfDJ8", "AAAA", "AA==", "____",
    ];

    private static readonly string[] Names =
    [
        "provider", "limit", "cursor", "returnUrl", "scope", "claim", "code", "state", "error", "error_reason", "iss",
        "kind", "flagged", "access_token", "api_key", "_method", "callback", "output", "id", "a[]", "a.b", "__proto__",
    ];

    private static readonly string[] Headers =
    [
        "Accept", "Accept-Encoding", "Accept-Language", "Authorization", "Cache-Control", "Connection", "Content-Type",
        "Content-Encoding", "Content-Length", "Cookie", "Expect", "Forwarded", "From", "Host", "If-Match",
        "If-None-Match", "If-Modified-Since", "Max-Forwards", "Origin", "Pragma", "Range", "Referer", "Sec-Fetch-Dest",
        "Sec-Fetch-Mode", "Sec-Fetch-Site", "TE", "Transfer-Encoding", "Upgrade", "User-Agent", "Via",
        "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X_Forwarded_For", "X-HTTP-Method-Override",
        "X-Original-URL", "X-Rewrite-URL", "Access-Control-Request-Method", "Access-Control-Request-Headers", "Trailer",
        "Proxy-Authorization", "Content-Location", "Date", "traceparent", "tracestate", "baggage", ":authority", "a b",
    ];

    private static readonly string[] HeaderValues =
    [
        "gzip", "chunked", "chunked, chunked", "identity", "close", "keep-alive", "100-continue", "h2c", "websocket",
        "application/json", "application/json; charset=utf-16", "text/plain", "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded", "bytes=0-", "bytes=9999999999-", "*/*", "*", "\"x\"", "W/\"x\"",
        "navigate", "document", "iframe", "cross-site", "same-origin", "none", "null", "http://127.0.0.1",
        "https://evil.example",
        "for=127.0.0.1;host=evil", "127.0.0.1", "::1", "999.999.999.999", "Basic Og==", "Bearer", "Bearer ", "Digest x",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "Mon, 99 Foo 0000 99:99:99 GMT", "-1", "1000000000",
    ];

    private static readonly string[] Bodies =
    [
        "{}", "[]", "null", "\"x\"", "{", "{\"name\":", "{\"name\":\"x\",\"scopes\":[\"library:read\"]}",
        "{\"name\":\"x\",\"scopes\":[\"library:read\"],\"name\":\"y\"}", "{\"name\":1,\"scopes\":\"x\"}",
        "{\"name\":\"x\",\"scopes\":[\"library:read\"],\"expires_at\":\"9999-12-31T23:59:59.9999999Z\"}",
        "{\"name\":\"x\",\"scopes\":[\"library:read\"],\"expires_at\":\"0001-01-01T00:00:00+14:00\"}",
        "{\"name\":\"\\u0000\\ud800\",\"scopes\":[\"library:read\"]}", "name=x&scopes=library:read", "\0\0\0\0",
        "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--x--",
    ];

#pragma warning disable CA5394 // A fuzzer must be able to repeat a run.
    private readonly Random _random = new(seed);
#pragma warning restore CA5394

    public byte[] Next()
    {
        var request = new StringBuilder();
        request.Append(Any(Methods)).Append(' ').Append(Target())
            .Append(OneIn(60) ? Any(["", " ", " HTTP/9.9", " HTTP/1.0"]) : " HTTP/1.1").Append("\r\n");
        if (!OneIn(40)) request.Append("Host: ").Append(OneIn(25) ? Any(Hostile) : "127.0.0.1").Append("\r\n");
        if (OneIn(2)) request.Append(Any(credentials)).Append("\r\n");
        for (var more = Below(6); more > 0; more--) AppendHeader(request);
        var body = OneIn(3) ? Body() : "";
        if (body.Length > 0) AppendFraming(request, body);
        request.Append("Connection: close\r\n\r\n").Append(body);
        var bytes = Encoding.UTF8.GetBytes(request.ToString());
        for (var flips = OneIn(12) ? Below(6) : 0; flips > 0; flips--) bytes[Below(bytes.Length)] = (byte)Below(256);
        return OneIn(50) ? bytes[..Below(bytes.Length)] : bytes;
    }

    private string Target()
    {
        var path = Any(paths);
        while (path.IndexOf('{', StringComparison.Ordinal) is >= 0 and var from
            && path.IndexOf('}', from) is > 0 and var to)
            path = path[..from] + (OneIn(3) ? Any(["spotify", "deezer", "v1", "1"]) : Any(Hostile)) + path[(to + 1)..];
        if (OneIn(8)) path = path.Insert(Below(path.Length + 1), Any(Hostile));
        if (OneIn(30)) path = Any(["", "*", "http://evil.example", "//evil.example"]) + path;
        if (OneIn(2)) return path;
        var query = new StringBuilder("?");
        for (var parameters = 1 + Below(4); parameters > 0; parameters--)
            query.Append(Any(Names)).Append(Any(["=", "=", "=", "", "[]="])).Append(Any(Hostile)).Append('&');
        return path + (OneIn(60) ? query.Append('x', 9000) : query);
    }

    private void AppendHeader(StringBuilder request)
    {
        request.Append(Any(Headers)).Append(OneIn(40) ? Any(["", ":", " :", ":\t"]) : ": ");
        request.Append(OneIn(2) ? Any(HeaderValues) : Any(Hostile));
        if (OneIn(60)) request.Append('h', 40_000);
        request.Append(OneIn(40) ? Any(["\n", "\r", "\r\n "]) : "\r\n");
    }

    private void AppendFraming(StringBuilder request, string body)
    {
        request.Append("Content-Type: ").Append(OneIn(4) ? Any(HeaderValues) : "application/json").Append("\r\n");
        if (OneIn(10)) request.Append("Transfer-Encoding: chunked\r\n");
        var length = Encoding.UTF8.GetByteCount(body);
        if (!OneIn(10)) request.Append("Content-Length: ").Append(OneIn(20) ? Below(100_000) : length).Append("\r\n");
    }

    private string Body()
    {
        if (OneIn(40)) return new string('[', 20_000);
        if (OneIn(60)) return new string('x', 1_100_000);
        var body = Any(Bodies);
        return OneIn(4) ? body.Insert(Below(body.Length + 1), Any(Hostile)) : body;
    }

#pragma warning disable CA5394
    private int Below(int end) => end <= 0 ? 0 : _random.Next(end);
#pragma warning restore CA5394

    private bool OneIn(int chances) => Below(chances) == 0;

    private string Any(IReadOnlyList<string> choices) => choices[Below(choices.Count)];
}
