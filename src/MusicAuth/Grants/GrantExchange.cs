using MusicAuth.Access;
using MusicAuth.Web;

namespace MusicAuth.Grants;

/// <summary>One exchange at a token endpoint, never repeated, and what its answer does to the grant.</summary>
public sealed partial class GrantExchange(
    GrantScopes scopes, GrantVault vault, GrantHealth health, TokenSetStorage tokenSets, RefreshPauses pauses,
    ProviderOutages outages, ProviderIncidents incidents, RefusalAlarm alarm, StorageWatch storage,
    GrantMetrics metrics, ActivityLog activity, TimeProvider time, ILogger<GrantExchange> logger)
{
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetryAgain = TimeSpan.FromMinutes(10);

    public async Task<ExchangeResult> RunAsync(ITokenEndpoint endpoint, RefreshStart.Begun begun, Lease lease)
    {
        var grant = begun.Open.Grant;
        if (lease.Rest < endpoint.Timeout)
        {
            // We were stopped or starved: another process may have taken over, and must not meet us at the provider.
            await ReleaseAsync(begun, undecided: false);
            return ExchangeResult.Failed(new TokenResult.Unavailable(TryAgain));
        }

        var answer = await endpoint.RefreshAsync(begun.Open.RefreshToken!, CancellationToken.None);
        Hear(grant, answer);
        switch (answer)
        {
            case RefreshResult.Renewed renewed:
                return ExchangeResult.Final(await SaveAsync(begun.Open, renewed.Tokens));
            case RefreshResult.InvalidGrant when grant.State != GrantState.Active:
                await ReleaseAsync(begun, undecided: false, isLast: true);
                return ExchangeResult.Final(new TokenResult.ReauthorizationRequired(
                    grant.Reason ?? ReauthorizationReason.Revoked));
            case RefreshResult.InvalidGrant:
                return ExchangeResult.Final(
                    await CondemnAsync(begun.Open, health.ReasonOfDeath(grant, begun.InDoubt)));
            case RefreshResult.AppRefused refused:
                Log.AppRefused(logger, grant.Provider, refused.Reason);
                await ReleaseAsync(begun, undecided: false);
                return Pause(grant, refused.RetryAfter, wait => new TokenResult.AppUnhealthy(refused.Reason, wait));
            case RefreshResult.RateLimited limited:
                await ReleaseAsync(begun, undecided: false);
                return Pause(grant, limited.RetryAfter, static wait => new TokenResult.RateLimited(wait));
            case RefreshResult.Transient transient:
                await ReleaseAsync(begun, transient.Undecided);
                if (transient.Cause == TransientCause.ProviderFailure && incidents.Failed(grant.Provider))
                    await alarm.DoubtAsync(grant.Provider, ProviderIncidents.Near);
                var pause = pauses.Lengthen(grant);
                Log.NotRefreshed(logger, grant.Provider, grant.Id, pause.TotalSeconds);
                return ExchangeResult.Failed(outages.Told(grant, new TokenResult.Unavailable(pause)));
            default:
                throw new InvalidOperationException("An answer of a kind that nobody knows.");
        }
    }

    /// <summary>Ends a grant, unless another write came first.</summary>
    public async Task<TokenResult> CondemnAsync(OpenGrant open, ReauthorizationReason reason)
    {
        var grant = open.Grant;
        // One answer alone says so, or the provider has an incident: the ciphertext is tried once more, later.
        var isDoubtful = (incidents.Refused(grant.Provider) || open.RefreshToken is null)
            && (reason is ReauthorizationReason.Revoked or ReauthorizationReason.LostInFlight);
        DateTimeOffset? retryAt = isDoubtful ? time.GetUtcNow() + RefusalAlarm.RetryAfter : null;
        if (!await scopes.UseAsync((RefreshStore store) =>
            store.CondemnAsync(grant, reason, retryAt, CancellationToken.None)))
            return await AdoptAsync(grant.Id);
        Log.Condemned(logger, grant.Provider, grant.Id, reason);
        activity.Note(ActivityEvent.ByBroker(
            ActivityKind.ReauthorizationRequired, grant.UserId, grant.Provider,
            TokenProblem.NameOf(reason)));
        if (reason == ReauthorizationReason.LostInFlight)
            metrics.LostInFlight(grant.Provider);
        if (reason == ReauthorizationReason.Revoked)
            await alarm.ConsiderAsync(grant.Provider);
        return new TokenResult.ReauthorizationRequired(reason);
    }

    private void Hear(Grant grant, RefreshResult answer)
    {
        metrics.Refreshed(grant.Provider, answer.Outcome);
        var cause = (answer as RefreshResult.Transient)?.Cause;
        if (cause is TransientCause.ProviderFailure or TransientCause.Unreachable)
            outages.Failed(grant.Provider, grant.Id, isConnection: cause is TransientCause.Unreachable);
        else if (cause is not TransientCause.NotAsked)
            outages.Answered(grant.Provider);
        if (answer is RefreshResult.Renewed or RefreshResult.InvalidGrant)
            pauses.End(grant.Id);
        // A refusal is told by what it does to the grant.
        if (OutcomeOf(answer) is { } outcome)
            activity.Note(ActivityEvent.ByBroker(ActivityKind.Refreshed, grant.UserId, grant.Provider, outcome));
    }

    private static string? OutcomeOf(RefreshResult answer) => answer switch
    {
        RefreshResult.Renewed => ActivityEvent.Ok,
        RefreshResult.InvalidGrant => null,
        RefreshResult.AppRefused refused =>
            ActivityEvent.OutcomeOf(ProblemCode.ProviderAppUnhealthy.Code, refused.Reason),
        RefreshResult.RateLimited => ProblemCode.ProviderRateLimited.Code,
        _ => ProblemCode.ProviderUnavailable.Code,
    };

    // From here on the only copy of the new refresh token is ours.
    private async Task<TokenResult> SaveAsync(OpenGrant from, TokenSet tokens)
    {
        var renewed = vault.SealRenewed(from, tokens, time.GetUtcNow());
        if (!await tokenSets.StoreAsync(renewed, from.Grant.Provider))
            return await AdoptAsync(from.Grant.Id);
        Log.Refreshed(logger, from.Grant.Provider, from.Grant.Id);
        return TokenResult.Fresh.Of(tokens.AccessToken, renewed.Over(from.Grant));
    }

    // Another write came first: a sign-in, a refresh elsewhere. What it stored is what counts.
    private async Task<TokenResult> AdoptAsync(Guid grantId) =>
        await scopes.UseAsync((GrantStore store) => store.FindAsync(grantId, CancellationToken.None)) is { } grant
            ? health.AsIs(grant)
            : new TokenResult.NotConnected();

    private ExchangeResult Pause(Grant grant, TimeSpan length, Func<TimeSpan, TokenResult> words)
    {
        pauses.For(grant, length, words);
        return ExchangeResult.Failed(words(length));
    }

    private async Task ReleaseAsync(RefreshStart.Begun begun, bool undecided, bool isLast = false)
    {
        var grant = begun.Open.Grant;
        DateTimeOffset? retryAt = isLast || grant.State == GrantState.Active ? null : time.GetUtcNow() + RetryAgain;
        try
        {
            await scopes.UseAsync((RefreshStore store) => store.ReleaseAsync(
                grant, begun.InDoubt || undecided, retryAt, CancellationToken.None));
        }
#pragma warning disable CA1031 // The claim ends by itself, and an intent too many costs a better word at the most.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            storage.Failed();
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

/// <summary>What an exchange came to: the last word, or a failure that an old token may still cover.</summary>
public readonly record struct ExchangeResult(TokenResult Result, bool IsFinal)
{
    public static ExchangeResult Final(TokenResult result) => new(result, IsFinal: true);

    public static ExchangeResult Failed(TokenResult result) => new(result, IsFinal: false);
}
