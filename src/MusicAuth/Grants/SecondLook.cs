using MusicAuth.Access;

namespace MusicAuth.Grants;

/// <summary>
/// A grant without a refresh token whose access token was refused: the provider is asked once whether it knows the
/// token, before the grant becomes invalid; and once more, later, after that.
/// </summary>
public sealed partial class SecondLook(
    GrantScopes scopes, GrantExchange exchange, ForcedRefreshes forced, ActivityLog activity,
    IHostApplicationLifetime lifetime, TimeProvider time, ILogger<SecondLook> logger)
{
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryAgain = TimeSpan.FromMinutes(10);

    public async Task<TokenResult> RunAsync(ITokenEndpoint endpoint, OpenGrant open, RefreshDemand demand)
    {
        var grant = open.Grant;
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return new TokenResult.Unavailable(TryAgain);
        // The provider's refusals are not believed at the moment.
        if (await UseAsync(store => store.PausedUntilAsync(grant.Provider, CancellationToken.None)) is { } until)
            return new TokenResult.Unavailable(until - time.GetUtcNow());
        if (demand.Cause == RefreshCause.Retry)
            return await RetryAsync(endpoint, open);
        if (forced.WaitFor(grant) is { Ticks: > 0 } wait)
            return new TokenResult.Unavailable(wait);
        forced.Begin(grant);
        switch (await CheckAsync(endpoint, open))
        {
            case AccessTokenState.Accepted:
                Log.StillAccepted(logger, grant.Provider, grant.Id);
                return TokenResult.Fresh.Of(open.AccessToken, grant) with { IsConfirmed = true };
            case AccessTokenState.Refused:
                return await exchange.CondemnAsync(open, ReauthorizationReason.Revoked);
            default:
                return new TokenResult.Unavailable(TryAgain);
        }
    }

    private async Task<TokenResult> RetryAsync(ITokenEndpoint endpoint, OpenGrant open)
    {
        var grant = open.Grant;
        var invalid = new TokenResult.ReauthorizationRequired(grant.Reason ?? ReauthorizationReason.Revoked);
        // Another process makes the one try, or a sign-in came first.
        if (!await UseAsync(store => store.BeginRetryAsync(grant, CancellationToken.None)))
            return invalid;
        switch (await CheckAsync(endpoint, open))
        {
            case AccessTokenState.Accepted when await UseAsync(store => store.HealAsync(grant, CancellationToken.None)):
                Log.Healed(logger, grant.Provider, grant.Id);
                activity.Note(ActivityEvent.ByBroker(
                    ActivityKind.Refreshed, grant.UserId, grant.Provider, ActivityEvent.Ok));
                return TokenResult.Fresh.Of(open.AccessToken, grant);
            case AccessTokenState.Unknown:
                await scopes.UseAsync((RefreshStore store) => store.ReleaseAsync(
                    grant, inDoubt: false, time.GetUtcNow() + RetryAgain, CancellationToken.None));
                return invalid;
            default:
                return invalid;
        }
    }

    private static Task<AccessTokenState> CheckAsync(ITokenEndpoint endpoint, OpenGrant open) =>
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
