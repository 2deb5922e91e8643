using Microsoft.AspNetCore.Authentication;
using MusicAuth.Grants;
using MusicAuth.Library;
using MusicAuth.Passthrough;
using MusicAuth.SignIn;
using MusicAuth.Upstream;

namespace MusicAuth.Providers.Spotify;

public static class SpotifyModule
{
    private const string Scheme = SpotifyAuthenticationDefaults.AuthenticationScheme;
    private const string DisplayName = SpotifyAuthenticationDefaults.DisplayName;

    /// <summary>Everything of Spotify; its sign-in only where it is configured.</summary>
    public static IServiceCollection AddSpotify(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddProvider<SpotifySettings>(Scheme, DisplayName, SpotifySettings.Section);
        services.AddSingleton<ITokenEndpoint, SpotifyTokenEndpoint>();
        services.AddSingleton<IConsentRules, SpotifyConsentRules>();
        services.AddTokenClient<SpotifyTokenClient>();
        services.AddSingleton<SpotifyProfileClient>();
        services.AddAppTokens().AddSingleton<IAppTokenEndpoint, SpotifyAppTokenEndpoint>();
        services.AddSpotifyLibrary();
        services.AddSingleton<IRawApi, SpotifyRawApi>();
        if (!string.IsNullOrEmpty(configuration.GetSection(SpotifySettings.Section)[nameof(SpotifySettings.ClientId)]))
            services.AddAuthentication().AddSpotify();
        return services;
    }

    /// <summary>The handler alone, in the shape and names of the AspNet.Security.OAuth family.</summary>
    public static AuthenticationBuilder AddSpotify(this AuthenticationBuilder builder) =>
        builder.AddProvider<SpotifySettings, SpotifyAuthenticationOptions, SpotifyAuthenticationHandler>(
            Scheme, DisplayName);

    /// <summary>Spotify's API as a source of music.</summary>
    public static IServiceCollection AddSpotifyLibrary(this IServiceCollection services)
    {
        services.AddProviderApi(SpotifyApi.ClientName);
        services.AddSingleton<SpotifyApiFaults>().AddSingleton<SpotifyApi>();
        return services.AddSingleton<IMusicSource, SpotifyLibrary>();
    }
}
