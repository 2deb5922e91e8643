namespace MusicAuth.Providers.Deezer;

/// <summary>Section <c>Deezer</c>. The provider is on when <see cref="ClientId"/> is set.</summary>
public sealed class DeezerSettings
{
    public const string Section = "Deezer";

    private const string Basic = "basic_access offline_access";

    /// <summary>Deezer's app id.</summary>
    public string? ClientId { get; set; }

    /// <summary>Deezer's secret key; it has no public clients.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>What every sign-in asks for, space separated; without offline_access connections end.</summary>
    public string Scopes { get; set; } = Basic;

    /// <summary>What <c>/login/deezer?scope=</c> may ask for besides, space separated.</summary>
    public string AllowedScopes { get; set; } = Basic;

    public string AuthorizationEndpoint { get; set; } = "https://connect.deezer.com/oauth/auth.php";

    public string TokenEndpoint { get; set; } = "https://connect.deezer.com/oauth/access_token.php";

    public string ApiBaseUrl { get; set; } = "https://api.deezer.com";

    /// <summary>Where Deezer sends browsers back to, if not to <c>Web:PublicUrl</c>.</summary>
    public string? PublicUrl { get; set; }
}
