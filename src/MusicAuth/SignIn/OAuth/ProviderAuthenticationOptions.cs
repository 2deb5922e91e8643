using Microsoft.AspNetCore.Authentication.OAuth;

namespace MusicAuth.SignIn.OAuth;

internal abstract class ProviderAuthenticationOptions : OAuthOptions
{
    /// <summary>The registered redirect URI. It comes from the settings, never from a request.</summary>
    public string RedirectUri { get; set; } = "";

    /// <summary>
    /// The base class requires a secret, which only the token client knows, and a client id, which is empty where the
    /// app is removed during a sign-in.
    /// </summary>
    public override void Validate()
    {
        var clientId = ClientId;
        if (string.IsNullOrEmpty(clientId))
            ClientId = "-";
        ClientSecret = "-";
        try
        {
            base.Validate();
        }
        finally
        {
            (ClientId, ClientSecret) = (clientId, "");
        }
    }
}
