using System.Net;

namespace MusicAuth.Access.Requests;

/// <summary>Refuses a request with an API key in its query, because URLs end up in logs (T6).</summary>
internal sealed class KeyInQueryCheck(AuditLog audit)
{
    private static readonly string[] Names = ["api_key", "apikey", "api-key", "x-api-key"];

    /// <exception cref="ProblemException">unauthenticated.</exception>
    public void Require(HttpContext context)
    {
        var request = context.Request;
        if (request.QueryString.Value is not { Length: > 0 } query || !CanContainKey(query) || !ContainsKey(request))
            return;
        audit.Record(AuditEvent.Of(context, AuditKind.KeyRefused) with { Outcome = "key_in_address" });
        throw new ProblemException(
            ProblemCode.Unauthenticated,
            "MusicAuth refuses an API key in the address, because addresses end up in logs. Send the key in the header "
            + "Authorization: Bearer, and replace the key that you sent in the address.");
    }

    // Nearly every query ends here, before it is decoded.
    private static bool CanContainKey(string query) =>
        query.Contains("ma_", StringComparison.Ordinal) || query.Contains('%', StringComparison.Ordinal)
        || query.Contains("api", StringComparison.OrdinalIgnoreCase);

    private static bool ContainsKey(HttpRequest request) =>
        ApiKeyFormat.IsContainedIn(WebUtility.UrlDecode(request.QueryString.Value))
        || Names.Any(name => request.Query.ContainsKey(name));
}
