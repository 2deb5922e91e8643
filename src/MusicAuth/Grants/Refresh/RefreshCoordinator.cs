namespace MusicAuth.Grants.Refresh;

/// <summary>
/// Refreshes a grant, or verifies its access token where it has no refresh token. Concurrent callers share one refresh.
/// </summary>
internal sealed class RefreshCoordinator(
    RefreshSingleFlight singleFlight, StoredGrants grants, GrantStatus status, TokenRefresher refresher,
    AccessTokenVerifier verifier, GrantInvalidator invalidator)
{
    public Task<TokenResult> RefreshAsync(
        DecryptedGrant known, RefreshRequest request, CancellationToken cancellationToken) =>
        singleFlight.RunAsync(known.Grant.Id, () => RefreshKnownAsync(known, request), cancellationToken);

    public Task<TokenResult> RefreshAsync(
        Guid grantId, RefreshRequest request, CancellationToken cancellationToken) =>
        singleFlight.RunAsync(grantId, () => ReadAndRefreshAsync(grantId, request), cancellationToken);

    private async Task<TokenResult> ReadAndRefreshAsync(Guid grantId, RefreshRequest request)
    {
        if (await grants.FindAsync(grantId, CancellationToken.None) is not { } grant)
            return new TokenResult.NotConnected();
        return status.DecryptIfDue(grant, request, request.Reason == RefreshReason.Indeterminate) is { } known
            ? await RefreshOrVerifyAsync(known, request)
            : status.ToTokenResult(grant);
    }

    private async Task<TokenResult> RefreshKnownAsync(DecryptedGrant known, RefreshRequest request)
    {
        var result = await RefreshOrVerifyAsync(known, request);
        if (result is not TokenResult.Unavailable)
            return result;
        // An earlier refresh may have ended between the caller's read and this one.
        return await grants.FindChangedAsync(known.Grant) is { } changed && !status.IsAccessTokenExpired(changed)
            ? status.ToTokenResult(changed)
            : result;
    }

    private Task<TokenResult> RefreshOrVerifyAsync(DecryptedGrant known, RefreshRequest request) =>
        status.FindEndpoint(known.Grant.Provider) is not { } endpoint
            ? invalidator.InvalidateAsync(known, ReauthorizationReason.Revoked)
        : known.RefreshToken is null ? verifier.VerifyAsync(endpoint, known, request)
        : refresher.RefreshAsync(known, endpoint, request);
}
