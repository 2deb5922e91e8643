namespace MusicAuth.Grants.Refresh;

/// <summary>
/// Handles a 401 for grants without a refresh token: asks the provider whether the access token is valid before the
/// grant becomes invalid, and once more an hour later.
/// </summary>
internal sealed partial class AccessTokenVerifier(
    ScopedServices scopes, GrantInvalidator invalidator, ForcedRefreshes forced,
    IHostApplicationLifetime lifetime, TimeProvider time, ILogger<AccessTokenVerifier> logger)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);

    public async Task<TokenResult> VerifyAsync(
        ITokenEndpoint endpoint, DecryptedGrant decrypted, RefreshRequest request)
    {
        var grant = decrypted.Grant;
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return new TokenResult.Unavailable(RetryDelay);
        if (await UseAsync(store => store.SuspendedUntilAsync(grant.Provider, CancellationToken.None)) is { } until)
            return new TokenResult.Unavailable(until - time.GetUtcNow());
        if (request.Reason == RefreshReason.InvalidGrantRetry)
            return await RetryInvalidAsync(endpoint, decrypted);
        if (forced.WaitFor(grant) is { Ticks: > 0 } wait)
            return new TokenResult.Unavailable(wait);
        forced.RecordForced(grant);
        switch (await CheckAsync(endpoint, decrypted))
        {
            case AccessTokenState.Accepted:
                Log.StillAccepted(logger, grant.Provider, grant.Id);
                return TokenResult.Fresh.From(decrypted.AccessToken, grant) with { IsConfirmed = true };
            case AccessTokenState.Refused:
                return await invalidator.InvalidateAsync(decrypted, ReauthorizationReason.Revoked);
            default:
                return new TokenResult.Unavailable(RetryDelay);
        }
    }

    private async Task<TokenResult> RetryInvalidAsync(ITokenEndpoint endpoint, DecryptedGrant decrypted)
    {
        var grant = decrypted.Grant;
        var invalid = new TokenResult.ReauthorizationRequired(grant.Reason ?? ReauthorizationReason.Revoked);
        // Only one process gets the one retry, and none after a new sign-in.
        if (!await UseAsync(store => store.BeginRetryAsync(grant, CancellationToken.None)))
            return invalid;
        switch (await CheckAsync(endpoint, decrypted))
        {
            case AccessTokenState.Accepted
                when await invalidator.ReactivateAsync(grant):
                return TokenResult.Fresh.From(decrypted.AccessToken, grant);
            case AccessTokenState.Unknown:
                await scopes.UseAsync((RefreshStore store) => store.ReleaseAsync(
                    grant, isIndeterminate: false, time.GetUtcNow() + RefreshLeases.RetriedGrantDelay,
                    CancellationToken.None));
                return invalid;
            default:
                return invalid;
        }
    }

    private static Task<AccessTokenState> CheckAsync(ITokenEndpoint endpoint, DecryptedGrant decrypted) =>
        endpoint.CheckAsync(decrypted.AccessToken, decrypted.Grant.UserId);

    private Task<T> UseAsync<T>(Func<RefreshStore, Task<T>> work) => scopes.UseAsync(work);

    private static partial class Log
    {
        [LoggerMessage(2008, LogLevel.Warning, "{Provider} refused the access token of the grant {GrantId}, and then "
            + "confirmed that the token is valid: the grant stays active")]
        public static partial void StillAccepted(ILogger logger, string provider, Guid grantId);
    }
}
