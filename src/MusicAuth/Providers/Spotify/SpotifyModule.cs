using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

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
        services.AddSingleton<IScopeRules, SpotifyScopeRules>();
        services.AddTokenClient<SpotifyTokenClient>();
        services.AddSingleton<SpotifyProfileClient>();
        services.AddAppTokens().AddSingleton<IAppTokenEndpoint, SpotifyAppTokenEndpoint>();
        services.AddSpotifyLibrary();
        services.AddSingleton<IPassthroughApi, SpotifyPassthrough>();
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
        services.AddProviderApi(SpotifyApi.ClientName, SpotifyLibrary.Name);
        services.AddSingleton(NewApp);
        services.AddSingleton<SpotifyFaults>().AddSingleton<SpotifyApi>();
        services.AddProviderHealthReport();
        return services.AddSingleton<IMusicSource, SpotifyLibrary>();
    }
    // "A rolling 30 second window"; how many calls it takes is not published, and differs between apps.
    private static ProviderApp NewApp(IServiceProvider services) => new(
        SpotifyLibrary.Name, TimeSpan.FromSeconds(30), Limit: null,
        () => services.GetRequiredService<IOptions<SpotifySettings>>().Value.ClientId);
}
