namespace MusicAuth.Passthrough.Calls;

/// <summary>Where the tokens of the passthrough come from: the user's grant, or our own app's.</summary>
internal sealed class CallCredentials(GrantAccessTokens grants, AppTokens apps, PublicAddress address)
{
    /// <returns>Null where the call goes without a token.</returns>
    /// <exception cref="ProblemException">Where there is none to be had, and why.</exception>
    internal async ValueTask<CallCredential?> GetAsync(PassthroughCall call, CancellationToken cancellationToken)
    {
        var provider = call.Api.Provider;
        if (call.UserId is { } user)
            return Of(user, provider, await grants.GetCachedAsync(user, provider, cancellationToken));
        return call.Api.CatalogueNeedsToken ? Of(provider, await apps.GetAsync(provider, cancellationToken)) : null;
    }

    /// <summary>The provider took the credential.</summary>
    internal void ReportAccepted(PassthroughCall call, CallCredential credential)
    {
        if (call.UserId is { } user && credential.Generation is { } generation)
            grants.RecordAccepted(user, call.Api.Provider, generation);
    }

    private CallCredential Of(string provider, AppAccessToken token) => new(
        token.AccessToken.Reveal(), [], async stop => Of(provider, await apps.RenewAsync(provider, token, stop)));

    private CallCredential Of(Guid user, string provider, TokenResult result) => result is TokenResult.Fresh fresh
        ? new CallCredential(
            fresh.AccessToken.Reveal(),
            fresh.Scopes,
            async stop => Of(user, provider, await grants.ForceRefreshAsync(user, provider, fresh.Generation, stop)))
        {
            Generation = fresh.Generation,
            IsConfirmed = fresh.IsConfirmed,
        }
        : throw TokenProblem.From(provider, result).ToException(address.LoginUrl(provider));
}
