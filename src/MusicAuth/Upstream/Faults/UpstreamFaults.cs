using System.Net;

namespace MusicAuth.Upstream.Faults;

/// <summary>The table of faults: words on the wire, problem codes, and the statuses that mean them.</summary>
internal static class UpstreamFaults
{
    private static readonly Dictionary<UpstreamFault, Row> Table = new Dictionary<UpstreamFault, Row>
    {
        [UpstreamFault.Unauthorized] = new("unauthorized", "unauthorized", ProblemCode.ReauthorizationRequired),
        [UpstreamFault.MissingScope] =
            new("missing_scope", ProviderReasons.MissingScope, ProblemCode.ReauthorizationRequired),
        [UpstreamFault.Forbidden] = new("forbidden", "forbidden", ProblemCode.ProviderForbids),
        [UpstreamFault.NotFound] = new("not_found", "not_found", ProblemCode.NotFound),
        [UpstreamFault.RateLimited] = new("rate_limited", "rate_limited", ProblemCode.ProviderRateLimited),
        [UpstreamFault.Unavailable] = new("unavailable", "error", ProblemCode.ProviderUnavailable),
        [UpstreamFault.InvalidAnswer] = new("invalid_answer", "invalid_request", ProblemCode.ProviderAnswerInvalid),
        [UpstreamFault.AppUnhealthy] = new("app_unhealthy", "error", ProblemCode.ProviderAppUnhealthy),
    };

    public static string ToMetricTag(this UpstreamFault fault) => Table[fault].MetricTag;

    /// <summary>The word in the header <c>MusicAuth-Upstream-Error</c>.</summary>
    public static string ToHeaderWord(this UpstreamFault fault) => Table[fault].HeaderWord;

    public static ProblemCode ToProblemCode(this UpstreamFault fault) => Table[fault].Problem;

    /// <summary>The fault that a status means without a closer look; null for 2xx.</summary>
    public static UpstreamFault? FromStatus(HttpStatusCode status) => (int)status switch
    {
        >= 200 and < 300 => null,
        401 => UpstreamFault.Unauthorized,
        403 => UpstreamFault.Forbidden,
        404 => UpstreamFault.NotFound,
        429 => UpstreamFault.RateLimited,
        >= 500 => UpstreamFault.Unavailable,
        _ => UpstreamFault.InvalidAnswer,
    };

    private sealed record Row(string MetricTag, string HeaderWord, ProblemCode Problem);
}
