namespace MusicAuth.Grants.Refresh;

/// <summary>
/// A grant without a refresh token whose access token was refused: the provider is asked once whether it knows the
/// token, before the grant becomes invalid; and once more, later, after that.
/// </summary>
public sealed partial class AccessTokenVerifier(
    GrantScopes scopes, RefreshExchange exchange, ForcedRefreshes forced, AuditLog activity,
    IHostApplicationLifetime lifetime, TimeProvider time, ILogger<AccessTokenVerifier> logger)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetriedGrantDelay = TimeSpan.FromMinutes(10);

    public async Task<TokenResult> VerifyAsync(ITokenEndpoint endpoint, DecryptedGrant open, RefreshRequest demand)
    {
        var grant = open.Grant;
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return new TokenResult.Unavailable(RetryDelay);
        // The provider's refusals are not believed at the moment.
        if (await UseAsync(store => store.SuspendedUntilAsync(grant.Provider, CancellationToken.None)) is { } until)
            return new TokenResult.Unavailable(until - time.GetUtcNow());
        if (demand.Reason == RefreshReason.InvalidGrantRetry)
            return await RetryInvalidAsync(endpoint, open);
        if (forced.WaitFor(grant) is { Ticks: > 0 } wait)
            return new TokenResult.Unavailable(wait);
        forced.RecordForced(grant);
        switch (await CheckAsync(endpoint, open))
        {
            case AccessTokenState.Accepted:
                Log.StillAccepted(logger, grant.Provider, grant.Id);
                return TokenResult.Fresh.From(open.AccessToken, grant) with { IsConfirmed = true };
            case AccessTokenState.Refused:
                return await exchange.InvalidateAsync(open, ReauthorizationReason.Revoked);
            default:
                return new TokenResult.Unavailable(RetryDelay);
        }
    }

    private async Task<TokenResult> RetryInvalidAsync(ITokenEndpoint endpoint, DecryptedGrant open)
    {
        var grant = open.Grant;
        var invalid = new TokenResult.ReauthorizationRequired(grant.Reason ?? ReauthorizationReason.Revoked);
        // Another process makes the one try, or a sign-in came first.
        if (!await UseAsync(store => store.BeginRetryAsync(grant, CancellationToken.None)))
            return invalid;
        switch (await CheckAsync(endpoint, open))
        {
            case AccessTokenState.Accepted when await UseAsync(store => store.ReactivateAsync(grant, CancellationToken.None)):
                Log.Healed(logger, grant.Provider, grant.Id);
                activity.Record(AuditEvent.ByBroker(
                    AuditKind.Refreshed, grant.UserId, grant.Provider, AuditEvent.Ok));
                return TokenResult.Fresh.From(open.AccessToken, grant);
            case AccessTokenState.Unknown:
                await scopes.UseAsync((RefreshStore store) => store.ReleaseAsync(
                    grant, inDoubt: false, time.GetUtcNow() + RetriedGrantDelay, CancellationToken.None));
                return invalid;
            default:
                return invalid;
        }
    }

    private static Task<AccessTokenState> CheckAsync(ITokenEndpoint endpoint, DecryptedGrant open) =>
        endpoint.CheckAsync(open.AccessToken, open.Grant.UserId);

    private Task<T> UseAsync<T>(Func<RefreshStore, Task<T>> work) => scopes.UseAsync(work);

    private static partial class Log
    {
        [LoggerMessage(2008, LogLevel.Warning, "{Provider} refused the access token of the grant {GrantId} and "
            + "accepted it when it was asked again: the grant stays")]
        public static partial void StillAccepted(ILogger logger, string provider, Guid grantId);

        [LoggerMessage(2009, LogLevel.Information,
            "{Provider} accepts the access token of the grant {GrantId} again: the grant is active")]
        public static partial void Healed(ILogger logger, string provider, Guid grantId);
    }
}
