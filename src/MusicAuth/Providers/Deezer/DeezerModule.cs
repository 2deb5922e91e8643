using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace MusicAuth.Providers.Deezer;

public static class DeezerModule
{
    private const string Scheme = DeezerAuthenticationDefaults.AuthenticationScheme;
    private const string DisplayName = DeezerAuthenticationDefaults.DisplayName;

    /// <summary>Everything of Deezer; its sign-in only where it is configured.</summary>
    public static IServiceCollection AddDeezer(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddProvider<DeezerSettings>(Scheme, DisplayName, DeezerSettings.Section);
        services.AddSingleton<ITokenEndpoint, DeezerTokenEndpoint>();
        services.AddSingleton<IScopeRules, DeezerScopeRules>();
        services.AddTokenClient<DeezerTokenClient>();
        services.AddSingleton<DeezerProfileClient>();
        services.AddDeezerLibrary();
        services.AddSingleton<IPassthroughApi, DeezerPassthrough>();
        if (!string.IsNullOrEmpty(configuration.GetSection(DeezerSettings.Section)[nameof(DeezerSettings.ClientId)]))
            services.AddAuthentication().AddDeezer();
        return services;
    }

    /// <summary>The handler alone, in the shape and names of the AspNet.Security.OAuth family.</summary>
    public static AuthenticationBuilder AddDeezer(this AuthenticationBuilder builder) =>
        builder.AddProvider<DeezerSettings, DeezerAuthenticationOptions, DeezerAuthenticationHandler>(
            Scheme, DisplayName);

    /// <summary>Deezer's API as a source of music.</summary>
    public static IServiceCollection AddDeezerLibrary(this IServiceCollection services)
    {
        services.AddProviderApi(DeezerApi.ClientName, DeezerLibrary.Name);
        services.AddSingleton(NewApp);
        services.AddSingleton<DeezerFaults>().AddSingleton<DeezerApi>();
        services.AddProviderHealthReport();
        return services.AddSingleton<IMusicSource, DeezerLibrary>();
    }
    // "50 requests / 5 seconds".
    private static ProviderApp NewApp(IServiceProvider services) => new(
        DeezerLibrary.Name, TimeSpan.FromSeconds(5), Limit: 50,
        () => services.GetRequiredService<IOptions<DeezerSettings>>().Value.ClientId);
}
