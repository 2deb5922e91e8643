using System.Text.Json.Nodes;

namespace MusicAuth.Sandbox.Faults;

/// <summary>The kinds of faults. A kind replaces a response or changes it.</summary>
internal static class FaultKinds
{
    public const string Latency = "latency";
    public const string Slow = "slow";
    public const string Cut = "cut";
    public const string Drop = "drop";
    public const string Gzip = "gzip";
    public const string SetCookie = "set_cookie";
    public const string Stall = "stall";
    public const string Truncated = "truncated";
    public const string Headers = "headers";
    public const string ContentType = "content_type";
    public const string Disguise = "disguise";
    public const string RefreshToken = "refresh_token";
    public const string ExpiresIn = "expires_in";
    public const string OddValue = "odd_value";
    public const string OverFull = "over_full";
    public const string Shifted = "shifted";
    public const string PastEnd = "past_end";
    public const string Word = "word";
    public const string Trickle = "trickle";
    public const string TokenAnswer = "token_answer";

    private const string BadGateway =
        "<html><head><title>502 Server Error</title></head><body><h1>Error: Server Error</h1><h2>The server "
        + "encountered a temporary error and could not complete your request."
        + "<p>Please try again in 30 seconds.</h2></body></html>";

    private static readonly Dictionary<string, Func<FaultRule, IResult>> Replacing = new(StringComparer.Ordinal)
    {
        ["server_error"] = _ => SpotifyErrors.Of(500, "Server error."),
        ["bad_gateway"] = _ => ByteResult.Html(BadGateway, 502),
        ["unavailable"] = _ => ByteResult.Text("upstream connect error or disconnect/reset before headers. "
            + "reset reason: connection termination", 503, "text/plain"),
        ["html"] = _ => ByteResult.Html("<html><body>Sorry, we are working on it</body></html>"),
        ["not_json"] = _ => ByteResult.Text("{\"items\":[{\"id\":", 200, ByteResult.JsonUtf8),
        ["oversized"] = _ =>
            ByteResult.Text($"{{\"padding\":\"{new string('x', 11 * 1024 * 1024)}\"}}", 200, ByteResult.JsonUtf8),
        ["large"] = rule => new LargeBody(rule.Bytes ?? LargeBody.DefaultBytes, rule.DelayMs ?? 0),
        ["redirect"] = rule =>
            ByteResult.Redirect(rule.Location ?? "http://127.0.0.1:9/elsewhere", rule.Status ?? 307),
        ["rate_limited"] = rule => Retry(SpotifyErrors.Of(429, "API rate limit exceeded"), rule.RetryAfter),
        ["rate_limited_text"] = rule => Retry(ByteResult.Text("Too many requests", 429), rule.RetryAfter),
        ["quota_exceeded"] = rule => Retry(
            SpotifyErrors.Of(429, "Too many requests", "QUOTA_EXCEEDED"), rule.RetryAfter ?? 48_925),
        ["unauthorized"] = Unauthorized,
        ["forbidden"] = Forbidden,
        ["not_found"] = _ => SpotifyErrors.NotFound,
        ["invalid_grant"] = rule =>
            SpotifyTokenHandler.Error("invalid_grant", rule.Description ?? "Refresh token revoked"),
        ["invalid_client"] = rule => SpotifyTokenHandler.Error("invalid_client", rule.Description),
        ["unsupported_grant_type"] = rule => SpotifyTokenHandler.Error("unsupported_grant_type", rule.Description),
        ["wrong_code"] = _ => ByteResult.Html("wrong code"),
        ["deezer_error"] = rule => DeezerErrors.Of(rule.Code ?? DeezerErrors.Busy, rule.Text),
        ["deezer_no_code"] = _ => DeezerErrors.WithoutCode(),
        ["deezer_string_error"] = _ => DeezerErrors.InWords("Not Found"),
        ["deezer_empty_error"] = _ =>
            ByteResult.PhpJson(new JsonObject { ["error"] = new JsonArray(), ["results"] = true }),
    };

    // These need the complete response before its first byte is sent.
    private static readonly HashSet<string> Buffered = new(
        [Slow, Cut, Gzip, Stall, Truncated, Headers, ContentType, Disguise, OddValue, Word, Trickle],
        StringComparer.Ordinal);

    private static readonly HashSet<string> Changing = new(
        [Latency, Drop, SetCookie, RefreshToken, ExpiresIn, TokenAnswer, OverFull, Shifted, PastEnd, .. Buffered],
        StringComparer.Ordinal);

    private static readonly HashSet<string> OfTokens = new(
        ["invalid_grant", "invalid_client", "unsupported_grant_type", "wrong_code", RefreshToken, ExpiresIn,
            TokenAnswer],
        StringComparer.Ordinal);

    public static IEnumerable<string> All => Replacing.Keys.Concat(Changing).Order(StringComparer.Ordinal);

    public static bool IsKnown(string kind) => Replacing.ContainsKey(kind) || Changing.Contains(kind);

    public static string Surface(FaultRule rule) => rule.On ?? (OfTokens.Contains(rule.Kind) ? "token" : "api");

    public static bool IsReplacing(string kind) => Replacing.ContainsKey(kind);

    public static bool NeedsBuffer(string kind) => Buffered.Contains(kind);

    public static IResult? Replacement(FaultRule rule) => Replacing.GetValueOrDefault(rule.Kind)?.Invoke(rule);

    private static ByteResult Retry(ByteResult answer, int? seconds) =>
        seconds is { } wait ? answer.With("Retry-After", $"{wait}") : answer;

    private static ByteResult Unauthorized(FaultRule rule) => SpotifyErrors.Unauthorized(rule.Text switch
    {
        null or "expired" => "The access token expired",
        "invalid" => "Invalid access token",
        "missing" => "No token provided",
        var text => text,
    });

    private static ByteResult Forbidden(FaultRule rule) => rule.Text switch
    {
        "premium" => SpotifyErrors.NoPremium,
        "not_registered" => SpotifyErrors.NotRegistered,
        "scope" => SpotifyErrors.NoScope,
        null or "forbidden" => SpotifyErrors.Of(403, "Forbidden"),
        var text => SpotifyErrors.Of(403, text),
    };
}
