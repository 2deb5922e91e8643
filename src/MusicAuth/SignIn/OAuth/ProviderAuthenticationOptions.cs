using Microsoft.AspNetCore.Authentication.OAuth;

namespace MusicAuth.SignIn.OAuth;

/// <summary>A handler's options; <see cref="RedirectUri"/> is configured, never taken from a request.</summary>
public abstract class ProviderAuthenticationOptions : OAuthOptions
{
    /// <summary>Absolute, exactly as registered at the provider.</summary>
    public string RedirectUri { get; set; } = "";

    /// <summary>The framework demands a secret; a public client with PKCE has none.</summary>
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
