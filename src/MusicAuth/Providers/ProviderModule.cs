using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace MusicAuth.Providers;

/// <summary>Registers the services that every provider has.</summary>
internal static class ProviderModule
{
    /// <summary>Adds a provider. Until its app is set, its sign-in is off.</summary>
    public static IServiceCollection AddProvider<TSettings, TOptions, THandler, TTokenClient, TPassthrough>(
        this IServiceCollection services, ProviderDefinition provider)
        where TSettings : ProviderSettings
        where TOptions : ProviderAuthenticationOptions, new()
        where THandler : ProviderAuthenticationHandler<TOptions>
        where TTokenClient : ProviderTokenClient
        where TPassthrough : class, IPassthroughApi
    {
        services.AddProviderSignIn<TSettings, TOptions, THandler>(provider.Name, provider.DisplayName);
        services.AddClientWithoutRetry(ProviderTokenClient.GetHttpClientName(provider.Name));
        services.AddSingleton<TTokenClient>().AddSingleton<ITokenEndpoint, TTokenClient>();
        services.AddSingleton<IScopeRules>(container =>
            new ProviderScopeRules(provider, container.GetRequiredService<IOptions<TSettings>>()));
        return services.AddSingleton<IPassthroughApi, TPassthrough>();
    }

    /// <summary>Adds a provider's API and library, without its sign-in.</summary>
    public static IServiceCollection AddProviderLibrary<TApi, TFaults, TProfileClient, TLibrary>(
        this IServiceCollection services, ProviderDefinition provider)
        where TApi : ProviderApi
        where TFaults : class, IProviderFaults
        where TProfileClient : ProviderProfileClient
        where TLibrary : class, IMusicSource
    {
        services.AddProviderApi(ProviderApi.GetHttpClientName(provider.Name), provider.Name);
        services.AddSingleton(container => new ProviderApp(
            provider.Name, provider.RateWindow, provider.RateLimit,
            () => container.GetKeyedService<ProviderCredentials>(provider.Name)?.ClientId));
        services.AddSingleton<TApi>().AddSingleton<TFaults>().AddSingleton<TProfileClient>();
        services.AddSingleton<IAccountPictureSource>(container => new ProviderPictures(
            container.GetRequiredService<TApi>(), container.GetRequiredService<TProfileClient>(),
            container.GetRequiredService<PictureDownloader>(), provider.ImageHosts));
        services.TryAddSingleton<PictureDownloader>();
        services.AddClientWithoutRetry(PictureDownloader.HttpClientName);
        services.TryAddSingleton<ProviderHealthReport>();
        services.TryAddSingleton<GetProviderHealth>(
            container => container.GetRequiredService<ProviderHealthReport>().Create);
        return services.AddSingleton<IMusicSource, TLibrary>();
    }
}
