using System.Net;

namespace MusicAuth.Access.Requests;

/// <summary>Addresses end in logs and histories: a key that came in one is refused, good or not (T6).</summary>
public sealed class KeyInQueryFilter(RequestDelegate next)
{
    private static readonly string[] Names = ["api_key", "apikey", "api-key", "x-api-key"];

    public Task InvokeAsync(HttpContext context, AuditLog activity)
    {
        var request = context.Request;
        if (!request.QueryString.HasValue || !HoldsKey(request))
            return next(context);
        activity.Record(AuditEvent.Of(context, AuditKind.KeyRefused) with { Outcome = "key_in_address" });
        throw new ProblemException(
            ProblemCode.Unauthenticated,
            "MusicAuth refuses an API key in the address, because addresses end up in logs. Send the key in the header "
            + "Authorization: Bearer, and replace the key that you sent in the address.");
    }

    /// <summary>Whether a target is worth a closer look; true also for what is none.</summary>
    public static bool MayContainKey(string target) =>
        target.Contains("ma_", StringComparison.Ordinal) || target.Contains('%', StringComparison.Ordinal)
        || target.Contains("api", StringComparison.OrdinalIgnoreCase);

    private static bool HoldsKey(HttpRequest request) =>
        ApiKeyFormat.IsContainedIn(WebUtility.UrlDecode(request.QueryString.Value))
        || Names.Any(name => request.Query.ContainsKey(name));
}
