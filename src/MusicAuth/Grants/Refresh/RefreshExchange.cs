namespace MusicAuth.Grants.Refresh;

/// <summary>One exchange at a token endpoint, never repeated, and what its answer does to the grant.</summary>
public sealed partial class RefreshExchange(
    GrantScopes scopes, TokenProtector vault, GrantStatus health, TokenSetStore tokenSets, RefreshBackoffs pauses,
    TokenEndpointBreaker outages, ProviderIncidents incidents, RefusalAlarm alarm, StorageStatus storage,
    GrantMetrics metrics, AuditLog activity, TimeProvider time, ILogger<RefreshExchange> logger)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetriedGrantDelay = TimeSpan.FromMinutes(10);

    public async Task<ExchangeResult> RunAsync(ITokenEndpoint endpoint, LeaseAttempt.Acquired begun, HeldLease lease)
    {
        var grant = begun.Decrypted.Grant;
        if (lease.Remaining < endpoint.Timeout)
        {
            // We were stopped or starved: another process may have taken over, and must not meet us at the provider.
            await ReleaseAsync(begun, undecided: false);
            return ExchangeResult.Failed(new TokenResult.Unavailable(RetryDelay));
        }

        var answer = await endpoint.RefreshAsync(begun.Decrypted.RefreshToken!, CancellationToken.None);
        Record(grant, answer);
        switch (answer)
        {
            case RefreshResult.Renewed renewed:
                return ExchangeResult.Final(await SaveAsync(begun.Decrypted, renewed.Tokens));
            case RefreshResult.InvalidGrant when grant.State != GrantState.Active:
                await ReleaseAsync(begun, undecided: false, isLast: true);
                return ExchangeResult.Final(new TokenResult.ReauthorizationRequired(
                    grant.Reason ?? ReauthorizationReason.Revoked));
            case RefreshResult.InvalidGrant:
                return ExchangeResult.Final(
                    await InvalidateAsync(begun.Decrypted, health.ReasonForInvalidGrant(grant, begun.IsIndeterminate)));
            case RefreshResult.AppRefused refused:
                Log.AppRefused(logger, grant.Provider, refused.Reason);
                await ReleaseAsync(begun, undecided: false);
                return BackOff(grant, refused.RetryAfter, wait => new TokenResult.AppUnhealthy(refused.Reason, wait));
            case RefreshResult.RateLimited limited:
                await ReleaseAsync(begun, undecided: false);
                return BackOff(grant, limited.RetryAfter, static wait => new TokenResult.RateLimited(wait));
            case RefreshResult.Transient transient:
                await ReleaseAsync(begun, transient.IsIndeterminate);
                if (transient.Cause == TransientCause.ProviderFailure && incidents.RecordFailure(grant.Provider))
                    await alarm.ScheduleRetriesAsync(grant.Provider, ProviderIncidents.Window);
                var pause = pauses.Extend(grant);
                Log.NotRefreshed(logger, grant.Provider, grant.Id, pause.TotalSeconds);
                return ExchangeResult.Failed(outages.WithBreakerWait(grant, new TokenResult.Unavailable(pause)));
            default:
                throw new InvalidOperationException("An answer of a kind that nobody knows.");
        }
    }

    /// <summary>Ends a grant, unless another write came first.</summary>
    public async Task<TokenResult> InvalidateAsync(DecryptedGrant open, ReauthorizationReason reason)
    {
        var grant = open.Grant;
        // One answer alone says so, or the provider has an incident: the ciphertext is tried once more, later.
        var isDoubtful = (incidents.RecordRefusal(grant.Provider) || open.RefreshToken is null)
            && (reason is ReauthorizationReason.Revoked or ReauthorizationReason.LostInFlight);
        DateTimeOffset? retryAt = isDoubtful ? time.GetUtcNow() + RefusalAlarm.RetryDelay : null;
        if (!await scopes.UseAsync((RefreshStore store) =>
            store.InvalidateAsync(grant, reason, retryAt, CancellationToken.None)))
            return await UseStoredResultAsync(grant.Id);
        Log.Condemned(logger, grant.Provider, grant.Id, reason);
        activity.Record(AuditEvent.ByBroker(
            AuditKind.ReauthorizationRequired, grant.UserId, grant.Provider,
            TokenProblem.ToWireName(reason)));
        if (reason == ReauthorizationReason.LostInFlight)
            metrics.LostInFlight(grant.Provider);
        if (reason == ReauthorizationReason.Revoked)
            await alarm.CheckAsync(grant.Provider);
        return new TokenResult.ReauthorizationRequired(reason);
    }

    private void Record(Grant grant, RefreshResult answer)
    {
        metrics.Refreshed(grant.Provider, answer.Outcome);
        var cause = (answer as RefreshResult.Transient)?.Cause;
        if (cause is TransientCause.ProviderFailure or TransientCause.Unreachable)
            outages.RecordFailure(grant.Provider, grant.Id, isConnection: cause is TransientCause.Unreachable);
        else if (cause is not TransientCause.NotSent)
            outages.RecordResponse(grant.Provider);
        if (answer is RefreshResult.Renewed or RefreshResult.InvalidGrant)
            pauses.Clear(grant.Id);
        // A refusal is told by what it does to the grant.
        if (OutcomeOf(answer) is { } outcome)
            activity.Record(AuditEvent.ByBroker(AuditKind.Refreshed, grant.UserId, grant.Provider, outcome));
    }

    private static string? OutcomeOf(RefreshResult answer) => answer switch
    {
        RefreshResult.Renewed => AuditEvent.Ok,
        RefreshResult.InvalidGrant => null,
        RefreshResult.AppRefused refused =>
            AuditEvent.OutcomeOf(ProblemCode.ProviderAppUnhealthy.Code, refused.Reason),
        RefreshResult.RateLimited => ProblemCode.ProviderRateLimited.Code,
        _ => ProblemCode.ProviderUnavailable.Code,
    };

    // From here on the only copy of the new refresh token is ours.
    private async Task<TokenResult> SaveAsync(DecryptedGrant from, TokenSet tokens)
    {
        var renewed = vault.ProtectRenewed(from, tokens, time.GetUtcNow());
        if (!await tokenSets.StoreAsync(renewed, from.Grant.Provider))
            return await UseStoredResultAsync(from.Grant.Id);
        Log.Refreshed(logger, from.Grant.Provider, from.Grant.Id);
        return TokenResult.Fresh.From(tokens.AccessToken, renewed.ApplyTo(from.Grant));
    }

    // Another write came first: a sign-in, a refresh elsewhere. What it stored is what counts.
    private async Task<TokenResult> UseStoredResultAsync(Guid grantId) =>
        await scopes.UseAsync((GrantStore store) => store.FindAsync(grantId, CancellationToken.None)) is { } grant
            ? health.ToTokenResult(grant)
            : new TokenResult.NotConnected();

    private ExchangeResult BackOff(Grant grant, TimeSpan length, Func<TimeSpan, TokenResult> words)
    {
        pauses.Set(grant, length, words);
        return ExchangeResult.Failed(words(length));
    }

    private async Task ReleaseAsync(LeaseAttempt.Acquired begun, bool undecided, bool isLast = false)
    {
        var grant = begun.Decrypted.Grant;
        DateTimeOffset? retryAt = isLast || grant.State == GrantState.Active ? null : time.GetUtcNow() + RetriedGrantDelay;
        try
        {
            await scopes.UseAsync((RefreshStore store) => store.ReleaseAsync(
                grant, begun.IsIndeterminate || undecided, retryAt, CancellationToken.None));
        }
#pragma warning disable CA1031 // The claim ends by itself, and an intent too many costs a better word at the most.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            storage.RecordFailure();
            Log.NotReleased(logger, failure, grant.Id);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2001, LogLevel.Information, "Refreshed the {Provider} grant {GrantId}")]
        public static partial void Refreshed(ILogger logger, string provider, Guid grantId);

        [LoggerMessage(2002, LogLevel.Warning,
            "The {Provider} grant {GrantId} could not be refreshed; nothing is lost, next try in {Seconds} s")]
        public static partial void NotRefreshed(ILogger logger, string provider, Guid grantId, double seconds);

        [LoggerMessage(2003, LogLevel.Warning, "The {Provider} grant {GrantId} needs a new sign-in: {Reason}")]
        public static partial void Condemned(
            ILogger logger, string provider, Guid grantId, ReauthorizationReason reason);

        [LoggerMessage(2004, LogLevel.Error,
            "{Provider} refuses our app registration ({Reason}): check client id and secret. No grant is touched")]
        public static partial void AppRefused(ILogger logger, string provider, string reason);

        [LoggerMessage(2007, LogLevel.Warning,
            "The end of an exchange for the grant {GrantId} could not be written down; its claim ends by itself")]
        public static partial void NotReleased(ILogger logger, Exception failure, Guid grantId);
    }
}
