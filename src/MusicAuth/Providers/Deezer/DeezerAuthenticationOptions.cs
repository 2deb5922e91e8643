namespace MusicAuth.Providers.Deezer;

public sealed class DeezerAuthenticationOptions : ProviderAuthenticationOptions;
