namespace MusicAuth.Grants.Refresh;

/// <summary>One refresh of one grant, as docs/README.md draws it.</summary>
internal sealed class TokenRefresher(
    RefreshGate gate, RefreshLeases leases, TokenSetStore tokenSets, GrantInvalidator invalidator,
    RefreshRecorder recorder, GrantStatus status)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan StorageRetryDelay = TimeSpan.FromSeconds(5);

    public async Task<TokenResult> RefreshAsync(
        DecryptedGrant known, ITokenEndpoint endpoint, RefreshRequest request)
    {
        if (await gate.CheckAsync(known.Grant, request) is { } refusal)
            return OldTokenOr(refusal, known, request);

        // One transaction takes the lease, reads the grant again and writes the intent.
        var attempt = await leases.AcquireAsync(known.Grant, endpoint.Timeout, request);
        if (attempt is not LeaseAttempt.Acquired acquired)
            return OldTokenOr(ResultOf(attempt, known.Grant), known, request);

        var current = acquired.Decrypted;
        var response = await endpoint.RefreshAsync(current.RefreshToken!, CancellationToken.None);
        recorder.Record(current.Grant, response);
        switch (response)
        {
            case RefreshResult.Renewed renewed:
                // One transaction stores the tokens and releases the lease. If that fails, the tokens are spilled.
                return await tokenSets.StoreAsync(current, renewed.Tokens);
            case RefreshResult.InvalidGrant when current.Grant.State != GrantState.Active:
                await leases.ReleaseAsync(acquired, acquired.IsIndeterminate, retryInvalid: false);
                return status.ToTokenResult(current.Grant);
            case RefreshResult.InvalidGrant:
                return await invalidator.InvalidateAsync(
                    current, status.ReasonForInvalidGrant(current.Grant, acquired.IsIndeterminate));
            default:
                var isIndeterminate = response is RefreshResult.Transient { IsIndeterminate: true };
                await leases.ReleaseAsync(acquired, acquired.IsIndeterminate || isIndeterminate);
                return OldTokenOr(await recorder.BackOffAsync(current.Grant, response), current, request);
        }
    }

    private TokenResult ResultOf(LeaseAttempt attempt, Grant grant) => attempt switch
    {
        LeaseAttempt.NotFound => new TokenResult.NotConnected(),
        LeaseAttempt.NotDue notDue => status.ToTokenResult(notDue.Grant),
        LeaseAttempt.ForcedTooOften limited => new TokenResult.Unavailable(limited.RetryAfter),
        LeaseAttempt.Suspended suspended => recorder.BackOff(grant, suspended.Until),
        LeaseAttempt.StorageFailed => new TokenResult.StorageUnavailable(StorageRetryDelay),
        _ => new TokenResult.Unavailable(RetryDelay),
    };

    // The only place that decides whether the old access token serves where no new one can be had.
    private TokenResult OldTokenOr(TokenResult result, DecryptedGrant grant, RefreshRequest request) =>
        result.IsTransient && !request.IsRefusalOf(grant.Grant) && !status.IsAccessTokenExpired(grant.Grant)
            ? TokenResult.Fresh.From(grant.AccessToken, grant.Grant)
            : result;
}
