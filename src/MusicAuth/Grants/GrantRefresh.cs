using System.Collections.Concurrent;

namespace MusicAuth.Grants;

/// <summary>The course of one refresh: read again, exchange, commit over the generation read.</summary>
public sealed partial class GrantRefresh(
    IServiceScopeFactory scopes, GrantHealth health, TimeProvider time, ILogger<GrantRefresh> logger)
{
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<Guid, Pause> _pauses = new();

    /// <param name="grantId">The grant.</param>
    /// <param name="refusedGeneration">Refresh even a fresh token, if it is of this generation.</param>
    public async Task<TokenResult> RunAsync(Guid grantId, long? refusedGeneration)
    {
        await using var scope = scopes.CreateAsyncScope();
        var store = scope.ServiceProvider.GetRequiredService<GrantStore>();
        if (await store.FindAsync(grantId, CancellationToken.None) is not { } grant)
            return new TokenResult.NotConnected();
        if (health.Judge(grant, out var open) is { } reason)
            return new TokenResult.ReauthorizationRequired(reason);
        if (health.IsFresh(open!) && grant.Generation != refusedGeneration)
            return Fresh(open!);
        if (open!.RefreshToken is null || health.Endpoint(grant.Provider) is not { } endpoint)
            return await CondemnAsync(store, open, ReauthorizationReason.Revoked);
        if (_pauses.TryGetValue(grantId, out var pause) && time.GetUtcNow() < pause.Until)
            return OldTokenOr(open, refusedGeneration, new TokenResult.Unavailable(pause.Until - time.GetUtcNow()));
        return await ExchangeAsync(store, endpoint, open, refusedGeneration);
    }

    private async Task<TokenResult> ExchangeAsync(
        GrantStore store, ITokenEndpoint endpoint, OpenGrant open, long? refusedGeneration)
    {
        var grant = open.Grant;
        var answer = await endpoint.RefreshAsync(open.RefreshToken!, CancellationToken.None);
        if (answer is RefreshResult.Renewed or RefreshResult.InvalidGrant)
            _pauses.TryRemove(grant.Id, out _);
        switch (answer)
        {
            case RefreshResult.Renewed renewed:
                Log.Refreshed(logger, grant.Provider, grant.Id);
                return await store.SaveRefreshedAsync(open, renewed.Tokens, CancellationToken.None) is { } saved
                    ? Fresh(saved)
                    : await AdoptAsync(store, grant.Id);
            case RefreshResult.InvalidGrant:
                return await CondemnAsync(store, open, health.ReasonOfDeath(grant));
            case RefreshResult.AppRefused refused:
                Log.AppRefused(logger, grant.Provider, refused.Reason);
                return OldTokenOr(
                    open, refusedGeneration, new TokenResult.AppUnhealthy(refused.Reason, refused.RetryAfter));
            case RefreshResult.RateLimited limited:
                PauseUntil(grant.Id, limited.RetryAfter);
                return OldTokenOr(open, refusedGeneration, new TokenResult.RateLimited(limited.RetryAfter));
            default:
                var wait = PauseLonger(grant.Id);
                Log.NotRefreshed(logger, grant.Provider, grant.Id, wait.TotalSeconds);
                return OldTokenOr(open, refusedGeneration, new TokenResult.Unavailable(wait));
        }
    }

    private async Task<TokenResult> CondemnAsync(GrantStore store, OpenGrant open, ReauthorizationReason reason)
    {
        if (!await store.CondemnAsync(open.Grant, reason, CancellationToken.None))
            return await AdoptAsync(store, open.Grant.Id);
        Log.Condemned(logger, open.Grant.Provider, open.Grant.Id, reason);
        return new TokenResult.ReauthorizationRequired(reason);
    }

    // Another write came first: a sign-in, a disconnect. What it stored is what counts.
    private async Task<TokenResult> AdoptAsync(GrantStore store, Guid grantId)
    {
        if (await store.FindAsync(grantId, CancellationToken.None) is not { } grant)
            return new TokenResult.NotConnected();
        return health.Judge(grant, out var open) is { } reason
            ? new TokenResult.ReauthorizationRequired(reason)
            : Fresh(open!);
    }

    private TokenResult OldTokenOr(OpenGrant open, long? refusedGeneration, TokenResult otherwise) =>
        open.Grant.Generation == refusedGeneration || health.HasEnded(open.Grant) ? otherwise : Fresh(open);

    private TimeSpan PauseLonger(Guid grantId)
    {
        var last = _pauses.TryGetValue(grantId, out var pause) ? pause.Length : FirstPause / 2;
        var next = last * 2 < LongestPause ? last * 2 : LongestPause;
        _pauses[grantId] = new Pause(time.GetUtcNow() + next, next);
        return next;
    }

    private void PauseUntil(Guid grantId, TimeSpan length) =>
        _pauses[grantId] = new Pause(time.GetUtcNow() + length, FirstPause / 2);

    private static TokenResult.Fresh Fresh(OpenGrant open) => new(open.AccessToken, open.Grant.Generation);

    private sealed record Pause(DateTimeOffset Until, TimeSpan Length);

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
    }
}
