using MusicAuth.Grants;
using MusicAuth.Web;

namespace MusicAuth.Passthrough;

/// <summary>A token for one call, and the question how another is got where it is refused.</summary>
/// <param name="Token">What the provider takes.</param>
/// <param name="Scopes">What the user consented to; none for the catalogue.</param>
/// <param name="RenewAsync">Gets another one, unless there is one already.</param>
internal sealed record RawCredential(
    string Token, IReadOnlyList<string> Scopes, Func<CancellationToken, Task<RawCredential>> RenewAsync)
{
    /// <summary>Which token set of the user it is; null for the catalogue.</summary>
    public long? Generation { get; init; }

    /// <summary>See <see cref="TokenResult.Fresh.IsConfirmed"/>.</summary>
    public bool IsConfirmed { get; init; }

    public override string ToString() => "***";
}

/// <summary>Where the tokens of the passthrough come from: the user's grant, or our own app's.</summary>
public sealed class RawCredentials(GrantTokens grants, AppTokens apps, PublicAddress address)
{
    /// <returns>Null where the call goes without a token.</returns>
    /// <exception cref="ProblemException">Where there is none to be had, and why.</exception>
    internal async ValueTask<RawCredential?> GetAsync(RawCall call, CancellationToken cancellationToken)
    {
        var provider = call.Api.Provider;
        if (call.UserId is { } user)
            return Of(user, provider, await grants.GetRecentAsync(user, provider, cancellationToken));
        return call.Api.CatalogueNeedsToken ? Of(provider, await apps.GetAsync(provider, cancellationToken)) : null;
    }

    /// <summary>The provider took the credential.</summary>
    internal void Accepted(RawCall call, RawCredential credential)
    {
        if (call.UserId is { } user && credential.Generation is { } generation)
            grants.Accepted(user, call.Api.Provider, generation);
    }

    private RawCredential Of(string provider, AppToken token) => new(
        token.AccessToken.Reveal(), [], async stop => Of(provider, await apps.RenewAsync(provider, token, stop)));

    private RawCredential Of(Guid user, string provider, TokenResult result) => result is TokenResult.Fresh fresh
        ? new RawCredential(
            fresh.AccessToken.Reveal(),
            fresh.Scopes,
            async stop => Of(user, provider, await grants.RenewAsync(user, provider, fresh.Generation, stop)))
        {
            Generation = fresh.Generation,
            IsConfirmed = fresh.IsConfirmed,
        }
        : throw TokenProblem.Of(result).ToException(provider, address);
}
