namespace MusicAuth.Providers.Deezer;

/// <summary>Section <c>Deezer</c>: app id and secret. Without the scope offline_access connections expire.</summary>
internal sealed class DeezerSettings : ProviderSettings
{
    public const string Section = "Deezer";

    private const string Basic = "basic_access offline_access";

    public DeezerSettings()
    {
        Scopes = Basic;
        AllowedScopes = Basic;
        AuthorizationEndpoint = "https://connect.deezer.com/oauth/auth.php";
        TokenEndpoint = "https://connect.deezer.com/oauth/access_token.php";
        ApiBaseUrl = "https://api.deezer.com";
    }

    public override IEnumerable<string> GetErrors(string section) =>
        !string.IsNullOrEmpty(ClientId) && string.IsNullOrEmpty(ClientSecret)
            ? base.GetErrors(section).Append($"{section}:ClientSecret is missing. Deezer requires a client secret.")
            : base.GetErrors(section);
}
