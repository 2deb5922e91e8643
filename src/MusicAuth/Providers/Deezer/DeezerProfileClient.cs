namespace MusicAuth.Providers.Deezer;

/// <summary>Who a new access token belongs to. An error comes with status 200 and has no id.</summary>
public sealed class DeezerProfileClient(DeezerApi api)
{
    /// <exception cref="SignInException">In words for the page.</exception>
    public async Task<ProviderProfile> GetAsync(AccessToken accessToken)
    {
        try
        {
            // Nobody's cancellation: the code is spent, and this is the only use of it.
            var profile = await ReadAsync(SourceAccess.ForSignIn(accessToken), "profile");
            return new ProviderProfile(AccountId: null, profile.Id, profile.Name);
        }
        catch (UpstreamException fault)
        {
            throw SignInFaults.ToException(fault);
        }
    }

    /// <exception cref="UpstreamException">Deezer gave no profile.</exception>
    internal Task<DeezerProfile> ReadAsync(SourceAccess access, string operation) =>
        api.GetAsync(access, operation, "/user/me", DeezerProfile.Read, CancellationToken.None);
}
