namespace MusicAuth.Passthrough.Calls;

/// <summary>Gets the access token of a call: the user's for the user's data, the app's for the catalogue.</summary>
internal sealed class CallCredentials(GrantAccessTokens grants, AppTokens apps, PublicAddress address)
{
    /// <returns>Null if the call needs no token.</returns>
    public async ValueTask<CallCredential?> GetAsync(PassthroughCall call, CancellationToken cancellationToken)
    {
        var provider = call.Api.Provider;
        if (call.UserId is { } user)
            return FromGrant(user, provider, await grants.GetCachedAsync(user, provider, cancellationToken));
        return call.Api.CatalogueNeedsToken
            ? FromApp(provider, await apps.GetAsync(provider, cancellationToken))
            : null;
    }

    public void RecordAccepted(PassthroughCall call, CallCredential credential)
    {
        if (call.UserId is { } user && credential.Generation is { } generation)
            grants.RecordAccepted(user, call.Api.Provider, generation);
    }

    private CallCredential FromApp(string provider, AppAccessToken token) => new(
        token.AccessToken.Reveal(), Scopes: [],
        async stop => FromApp(provider, await apps.RenewAsync(provider, token, stop)));

    private CallCredential FromGrant(Guid user, string provider, TokenResult result) =>
        result is TokenResult.Fresh fresh
            ? new CallCredential(
                fresh.AccessToken.Reveal(),
                fresh.Scopes,
                async stop => FromGrant(
                    user, provider, await grants.ForceRefreshAsync(user, provider, fresh.Generation, stop)))
            {
                Generation = fresh.Generation,
                IsConfirmed = fresh.IsConfirmed,
            }
            : throw TokenProblem.From(provider, result).ToException(address.LoginUrl(provider));
}
