using System.Net;
using MusicAuth.Web;

namespace MusicAuth.Access;

/// <summary>Addresses end in logs and histories: a key that came in one is refused, good or not (T6).</summary>
public sealed class KeysStayOutOfQueries(RequestDelegate next)
{
    private static readonly string[] Names = ["api_key", "apikey", "api-key", "x-api-key"];

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.QueryString.HasValue && HoldsKey(request))
            throw new ProblemException(
                ProblemCode.Unauthenticated,
                "A key in the address is refused: addresses end in logs. Send it in the header Authorization: Bearer, "
                + "and replace a key that was sent so.");
        return next(context);
    }

    private static bool HoldsKey(HttpRequest request) =>
        ApiKeyText.IsIn(WebUtility.UrlDecode(request.QueryString.Value))
        || Names.Any(name => request.Query.ContainsKey(name));
}
