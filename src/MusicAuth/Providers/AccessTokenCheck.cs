namespace MusicAuth.Providers;

/// <summary>What a call with an access token says of the token.</summary>
internal static class AccessTokenCheck
{
    /// <param name="accountId">One call that every valid token of a user opens: it tells whose token it is.</param>
    public static async Task<AccessTokenState> RunAsync(Func<Task<string?>> accountId)
    {
        try
        {
            return string.IsNullOrEmpty(await accountId()) ? AccessTokenState.Unknown : AccessTokenState.Accepted;
        }
        catch (UpstreamException fault)
        {
            return fault.Fault switch
            {
                UpstreamFault.Unauthorized => AccessTokenState.Refused,
                // The provider knows whose token it is.
                UpstreamFault.Forbidden => AccessTokenState.Accepted,
                _ => AccessTokenState.Unknown,
            };
        }
    }
}
