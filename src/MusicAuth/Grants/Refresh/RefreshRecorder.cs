namespace MusicAuth.Grants.Refresh;

/// <summary>Records responses of token endpoints in the breaker, the back-off, the metrics and the audit log.</summary>
internal sealed partial class RefreshRecorder(
    RefreshBackoffs backoffs, TokenEndpointBreaker breaker, RefusalAlarm alarm, GrantMetrics metrics, AuditLog audit,
    TimeProvider time, ILogger<RefreshRecorder> logger)
{
    public void Record(Grant grant, RefreshResult response)
    {
        metrics.Refreshed(grant.Provider, response.Outcome);
        var cause = (response as RefreshResult.Transient)?.Cause;
        if (cause is TransientCause.ProviderFailure or TransientCause.Unreachable)
            breaker.RecordFailure(grant.Provider, grant.Id, isConnection: cause is TransientCause.Unreachable);
        else if (cause is not TransientCause.NotSent)
            breaker.RecordResponse(grant.Provider);
        if (response is RefreshResult.Renewed or RefreshResult.InvalidGrant)
            backoffs.Clear(grant.Id);
        // The audit log gets an invalid_grant when the grant becomes invalid.
        if (AuditOutcome(response) is { } outcome)
            audit.Record(AuditEvent.ByBroker(AuditKind.Refreshed, grant.UserId, grant.Provider, outcome));
    }

    /// <summary>Backs off after a response without tokens.</summary>
    /// <returns>The result for callers until then.</returns>
    public async Task<TokenResult> BackOffAsync(Grant grant, RefreshResult response)
    {
        switch (response)
        {
            case RefreshResult.AppRefused { Reason: var reason } refused:
                Log.AppRefused(logger, grant.Provider, reason);
                return backoffs.Set(grant, refused.RetryAfter, wait => new TokenResult.AppUnhealthy(reason, wait));
            case RefreshResult.RateLimited limited:
                return backoffs.Set(grant, limited.RetryAfter, static wait => new TokenResult.RateLimited(wait));
            default:
                if (response is RefreshResult.Transient { Cause: TransientCause.ProviderFailure })
                    await alarm.RecordFailureAsync(grant.Provider);
                var backoff = backoffs.Extend(grant);
                Log.NotRefreshed(logger, grant.Provider, grant.Id, backoff.TotalSeconds);
                return breaker.WithBreakerWait(grant, new TokenResult.Unavailable(backoff));
        }
    }

    /// <summary>Backs off while refreshes at the provider are suspended.</summary>
    public TokenResult BackOff(Grant grant, DateTimeOffset until) =>
        backoffs.Set(grant, until - time.GetUtcNow(), static wait => new TokenResult.Unavailable(wait));

    private static string? AuditOutcome(RefreshResult response) => response switch
    {
        RefreshResult.Renewed => AuditEvent.Ok,
        RefreshResult.InvalidGrant => null,
        RefreshResult.AppRefused refused =>
            AuditEvent.OutcomeOf(ProblemCode.ProviderAppUnhealthy.Code, refused.Reason),
        RefreshResult.RateLimited => ProblemCode.ProviderRateLimited.Code,
        _ => ProblemCode.ProviderUnavailable.Code,
    };

    private static partial class Log
    {
        [LoggerMessage(2002, LogLevel.Warning,
            "The {Provider} grant {GrantId} could not be refreshed; nothing is lost, next try in {Seconds} s")]
        public static partial void NotRefreshed(ILogger logger, string provider, Guid grantId, double seconds);

        [LoggerMessage(2004, LogLevel.Error,
            "{Provider} refuses our app registration ({Reason}): check client id and secret. No grant is touched")]
        public static partial void AppRefused(ILogger logger, string provider, string reason);
    }
}
