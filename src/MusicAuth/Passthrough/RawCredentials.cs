using MusicAuth.Grants;
using MusicAuth.Web;

namespace MusicAuth.Passthrough;

/// <summary>A token for one call, and the question how another is got where it is refused.</summary>
internal sealed record RawCredential(string Token, Func<CancellationToken, Task<RawCredential>> RenewAsync)
{
    public override string ToString() => "***";
}

/// <summary>Where the tokens of the passthrough come from: the user's grant, or our own app's.</summary>
public sealed class RawCredentials(GrantTokens grants, PublicAddress address)
{
    /// <returns>Null where the call goes without a token.</returns>
    /// <exception cref="ProblemException">Where there is none to be had, and why.</exception>
    internal async Task<RawCredential?> GetAsync(RawCall call, CancellationToken cancellationToken)
    {
        var provider = call.Api.Provider;
        if (call.UserId is { } user)
            return Of(user, provider, await grants.GetAsync(user, provider, cancellationToken));
        return null;
    }

    private RawCredential Of(Guid user, string provider, TokenResult result) => result is TokenResult.Fresh fresh
        ? new RawCredential(
            fresh.AccessToken.Reveal(),
            async stop => Of(user, provider, await grants.RenewAsync(user, provider, fresh.Generation, stop)))
        : throw TokenProblem.Of(result).ToException(provider, address);
}
