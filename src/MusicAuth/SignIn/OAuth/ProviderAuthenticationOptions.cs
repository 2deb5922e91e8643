using Microsoft.AspNetCore.Authentication.OAuth;

namespace MusicAuth.SignIn.OAuth;

internal abstract class ProviderAuthenticationOptions : OAuthOptions
{
    /// <summary>The registered redirect URI. It comes from the settings, never from a request.</summary>
    public string RedirectUri { get; set; } = "";

    /// <summary>The base class requires a secret, which a public client with PKCE does not have.</summary>
    public override void Validate()
    {
        var secret = ClientSecret;
        if (string.IsNullOrEmpty(secret))
            ClientSecret = "-";
        try
        {
            base.Validate();
        }
        finally
        {
            ClientSecret = secret;
        }
    }
}
