namespace MusicAuth.Providers;

/// <summary>Finds the account to which an access token belongs.</summary>
internal abstract class ProviderProfileClient(ProviderApi api, string path)
{
    /// <summary>The profile for a sign-in. The code is used up, so nothing cancels the call.</summary>
    public async Task<ProviderProfile> GetAsync(AccessToken accessToken)
    {
        try
        {
            return await ReadAsync(SourceAccess.ForSignIn(accessToken), "profile");
        }
        catch (UpstreamException fault)
        {
            throw SignInFaults.ToException(fault);
        }
    }

    public Task<ProviderProfile> ReadAsync(SourceAccess access, string operation) =>
        api.GetAsync(access, operation, path, Read, CancellationToken.None);

    protected abstract ProviderProfile Read(ReadOnlySpan<byte> body);
}
