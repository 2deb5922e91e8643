using MusicAuth.Web;

namespace MusicAuth.Access;

/// <summary>
/// Whether a request to a foreign host name carries a valid key. A key that this process does not know takes from the
/// share of its network before the database is asked, as everywhere.
/// </summary>
internal sealed class KeyOnForeignHost(ApiKeyCheck keys, RequestLimits limits)
{
    /// <exception cref="ProblemException">rate_limited.</exception>
    public async ValueTask<bool> IsValidAsync(HttpContext context)
    {
        if (Bearer.TokenOf(context.Request).IsEmpty)
            return false;
        if (!keys.IsKnown(Bearer.TokenOf(context.Request)))
            limits.TakeAnonymous(context.Connection.RemoteIpAddress);
        var verdict = await keys.CheckAsync(Bearer.TokenOf(context.Request), context.RequestAborted);
        return verdict.Known is not null;
    }
}
