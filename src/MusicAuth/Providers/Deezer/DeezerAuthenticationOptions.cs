namespace MusicAuth.Providers.Deezer;

internal sealed class DeezerAuthenticationOptions : ProviderAuthenticationOptions;
