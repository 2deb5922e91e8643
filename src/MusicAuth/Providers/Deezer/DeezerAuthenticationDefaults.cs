namespace MusicAuth.Providers.Deezer;

public static class DeezerAuthenticationDefaults
{
    public const string AuthenticationScheme = "deezer";
    public const string DisplayName = "Deezer";
}
