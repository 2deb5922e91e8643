namespace MusicAuth.Web;

/// <summary>Registers background services that other services use too.</summary>
internal static class HostedSingletons
{
    public static IServiceCollection AddHostedSingleton<TService>(this IServiceCollection services)
        where TService : class, IHostedService =>
        services.AddSingleton<TService>().AddHostedService(provider => provider.GetRequiredService<TService>());
}
