using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace MusicAuth.SignIn.OAuth;

/// <summary>Creates the options of a sign-in handler again after its provider got another app.</summary>
internal sealed class CredentialsChangeSource<TOptions>(ProviderCredentials credentials)
    : IOptionsChangeTokenSource<TOptions>
{
    public string Name => credentials.Provider;

    public IChangeToken GetChangeToken() => credentials.GetChangeToken();
}
