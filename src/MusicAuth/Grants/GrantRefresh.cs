using MusicAuth.Web;

namespace MusicAuth.Grants;

/// <summary>The course of one refresh: claim, read again, write the intent, exchange, save.</summary>
public sealed partial class GrantRefresh(
    GrantScopes scopes, GrantHealth health, RefreshPauses pauses, ProviderOutages outages, GrantExchange exchange,
    ForcedRefreshes forced, SecondLook secondLook, GrantSpill spill, SpillReplay replay, StorageWatch storage,
    GrantMetrics metrics,
    IHostApplicationLifetime lifetime, TimeProvider time, ILogger<GrantRefresh> logger)
{
    /// <summary>How long a caller waits for another process that refreshes the same grant.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(8);

    // After an outage of the database, whoever holds an answer that it did not take is to be the first: as long as a
    // connection may take (5 s), and a round of the replay.
    private static readonly TimeSpan HeadStart = TimeSpan.FromSeconds(5.5);
    private static readonly TimeSpan FirstStep = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestStep = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan StorageRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LeaseBeyondExchange = TimeSpan.FromSeconds(5);

    public async Task<TokenResult> RunAsync(Guid grantId, RefreshDemand demand)
    {
        if (await scopes.UseAsync((GrantStore store) => store.FindAsync(grantId, CancellationToken.None))
            is not { } grant)
            return new TokenResult.NotConnected();
        if (demand.Cause != RefreshCause.Retry && health.Judge(grant, out var open) is { } reason)
            return new TokenResult.ReauthorizationRequired(reason);
        if (health.Due(grant, demand, inDoubt: demand.Cause == RefreshCause.InDoubt) is not { } due)
            return health.AsIs(grant);
        if (health.Endpoint(grant.Provider) is not { } endpoint)
            return await exchange.CondemnAsync(due, ReauthorizationReason.Revoked);
        if (due.RefreshToken is null)
            return await secondLook.RunAsync(endpoint, due, demand);
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return OldTokenOr(due, demand, new TokenResult.Unavailable(StorageRetry));
        if (pauses.Of(grant) is { } paused)
            return OldTokenOr(due, demand, outages.Told(grant, paused));
        if (IsForced(due, demand) && forced.WaitFor(grant) is { Ticks: > 0 } wait)
            return new TokenResult.Unavailable(wait);
        // The row is older than what we hold, and so is its token.
        if (spill.Holds(grantId) && !await replay.ReplayAsync(CancellationToken.None))
            return OldTokenOr(due, demand, new TokenResult.StorageUnavailable(StorageRetry));
        // Room for the answer, before the question.
        if (!spill.HasRoom || spill.HasUnreadable(grantId, due.Grant.Generation))
            return OldTokenOr(due, demand, new TokenResult.StorageUnavailable(StorageRetry));
        if (!outages.TryTakeTurn(grant.Provider, grantId, out var turn))
            return OldTokenOr(due, demand, new TokenResult.Unavailable(turn));
        await Task.Delay(turn, time, CancellationToken.None);
        return await BeginAsync(endpoint, due, demand);
    }

    private async Task<TokenResult> BeginAsync(ITokenEndpoint endpoint, OpenGrant read, RefreshDemand demand)
    {
        // By the wall's clock, like the lease itself: it is another process that is waited for.
        var waiting = TimeProvider.System.GetTimestamp();
        var lease = (endpoint.Timeout * 2) + LeaseBeyondExchange;
        for (var step = FirstStep; ; step = step * 2 < LongestStep ? step * 2 : LongestStep)
        {
            var claimedAt = TimeProvider.System.GetTimestamp();
            RefreshStart start;
            try
            {
                var isPatient = TimeProvider.System.GetElapsedTime(waiting) < HeadStart;
                start = await scopes.UseAsync((RefreshStore store) => store.BeginAsync(
                    read.Grant.Id, lease, isPatient, (grant, inDoubt) => Due(grant, demand, inDoubt),
                    CancellationToken.None));
                storage.Succeeded();
            }
            catch (Exception failure) when (StorageFault.IsIn(failure))
            {
                storage.Failed();
                Log.NotBegun(logger, failure, read.Grant.Provider, read.Grant.Id);
                return OldTokenOr(read, demand, new TokenResult.StorageUnavailable(StorageRetry));
            }

            switch (start)
            {
                case RefreshStart.Begun begun:
                    return await ExchangeAsync(endpoint, begun, demand, new Lease(claimedAt, lease));
                case RefreshStart.Gone:
                    return new TokenResult.NotConnected();
                case RefreshStart.NotDue notDue:
                    return StoredOrLimited(notDue.Grant, demand);
                case RefreshStart.Paused paused:
                    var rest = paused.Until - time.GetUtcNow();
                    pauses.For(read.Grant, rest, static wait => new TokenResult.Unavailable(wait));
                    return OldTokenOr(read, demand, new TokenResult.Unavailable(rest));
            }

            if (step == FirstStep)
                metrics.WaitedForClaim();
            if (TimeProvider.System.GetElapsedTime(waiting) > LongestWait
                || lifetime.ApplicationStopping.IsCancellationRequested)
                return OldTokenOr(read, demand, new TokenResult.Unavailable(TryAgain));
            await Task.Delay(step, TimeProvider.System, CancellationToken.None);
        }
    }

    private async Task<TokenResult> ExchangeAsync(
        ITokenEndpoint endpoint, RefreshStart.Begun begun, RefreshDemand demand, Lease lease)
    {
        if (IsForced(begun.Open, demand))
            await NoteForcedAsync(begun.Open.Grant);
        // Told to stop since: a lease without length sends nothing and gives the claim back.
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            lease = lease with { Length = TimeSpan.Zero };
        var ended = await exchange.RunAsync(endpoint, begun, lease);
        return ended.IsFinal ? ended.Result : OldTokenOr(begun.Open, demand, ended.Result);
    }

    /// <summary>Only because an API refused a token that is fresh by the clock.</summary>
    private bool IsForced(OpenGrant open, RefreshDemand demand) =>
        demand.Cause == RefreshCause.Refused && demand.Generation == open.Grant.Generation && health.IsFresh(open);

    private OpenGrant? Due(Grant grant, RefreshDemand demand, bool inDoubt) =>
        health.Due(grant, demand, inDoubt) is { } open
            && !(IsForced(open, demand) && forced.WaitFor(grant) > TimeSpan.Zero)
                ? open
                : null;

    private TokenResult StoredOrLimited(Grant grant, RefreshDemand demand) =>
        grant.State == GrantState.Active && demand.Cause == RefreshCause.Refused
            && demand.Generation == grant.Generation && forced.WaitFor(grant) is { Ticks: > 0 } wait
                ? new TokenResult.Unavailable(wait)
                : health.AsIs(grant);

    private async Task NoteForcedAsync(Grant grant)
    {
        var at = forced.Begin(grant);
        try
        {
            await scopes.UseAsync((RefreshStore store) => store.NoteForcedAsync(grant, at, CancellationToken.None));
        }
#pragma warning disable CA1031 // The refresh goes on: this process counts it all the same.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            storage.Failed();
            Log.NotNoted(logger, failure, grant.Id);
        }
    }

    private TokenResult OldTokenOr(OpenGrant open, RefreshDemand demand, TokenResult otherwise) =>
        (demand.Cause == RefreshCause.Refused && demand.Generation == open.Grant.Generation)
            || health.HasEnded(open.Grant)
            ? otherwise
            : TokenResult.Fresh.Of(open.AccessToken, open.Grant);

    private static partial class Log
    {
        [LoggerMessage(2005, LogLevel.Error, "The {Provider} grant {GrantId} is not refreshed, since the database "
            + "cannot be written: its token is not sent, and nothing is lost. Free the disk or the database")]
        public static partial void NotBegun(ILogger logger, Exception failure, string provider, Guid grantId);

        [LoggerMessage(2010, LogLevel.Warning,
            "The time of a forced refresh of the grant {GrantId} could not be stored; other processes do not count it")]
        public static partial void NotNoted(ILogger logger, Exception failure, Guid grantId);
    }
}

/// <summary>A claim as its holder sees it, by a clock that goes on while the process is stopped.</summary>
/// <param name="Since">Not later than its beginning.</param>
/// <param name="Length">How long it holds.</param>
public readonly record struct Lease(long Since, TimeSpan Length)
{
    public TimeSpan Rest => Length - TimeProvider.System.GetElapsedTime(Since);
}
