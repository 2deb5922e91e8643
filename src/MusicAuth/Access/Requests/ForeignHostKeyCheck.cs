namespace MusicAuth.Access.Requests;

/// <summary>
/// Whether a request to a foreign host name carries a valid key. A key that this process does not know takes from the
/// share of its network before the database is asked, as everywhere.
/// </summary>
internal sealed class ForeignHostKeyCheck(ApiKeyValidator keys, RequestLimits limits)
{
    /// <exception cref="ProblemException">rate_limited.</exception>
    public async ValueTask<bool> IsValidAsync(HttpContext context)
    {
        if (BearerToken.Read(context.Request).IsEmpty)
            return false;
        if (!keys.IsCached(BearerToken.Read(context.Request)))
            limits.AcquireAnonymous(context.Connection.RemoteIpAddress);
        var verdict = await keys.ValidateAsync(BearerToken.Read(context.Request), context.RequestAborted);
        return verdict.Key is not null;
    }
}
