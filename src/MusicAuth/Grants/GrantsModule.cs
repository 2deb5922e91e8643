using MusicAuth.Vault;
using MusicAuth.Web;

namespace MusicAuth.Grants;

public static class GrantsModule
{
    public static IServiceCollection AddGrants(this IServiceCollection services)
    {
        services.AddOptions<GrantsOptions>().BindSection(GrantsOptions.Section);
        services.AddScoped<GrantStore>().AddScoped<RefreshStore>().AddScoped<GrantCareStore>();
        services.AddScoped<Connections>().AddScoped<IdentityRemovalStore>().AddScoped<TokenHandOut>();
        services.AddSingleton<GrantScopes>().AddSingleton<GrantVault>().AddSingleton<GrantHealth>();
        services.AddSingleton<GrantTokens>().AddSingleton<RecentUse>().AddSingleton<FreshTokens>();
        services.AddSingleton<IGrantChangeHandler>(services => services.GetRequiredService<FreshTokens>());
        services.AddSingleton<GrantRefresh>().AddSingleton<GrantExchange>().AddSingleton<RefreshOwner>();
        services.AddSingleton<RefreshPauses>().AddSingleton<ProviderOutages>().AddSingleton<RefusalAlarm>();
        services.AddSingleton<ForcedRefreshes>().AddSingleton<SecondLook>().AddSingleton<ProviderIncidents>();
        services.AddSingleton<SpillFolder>().AddSingleton<GrantSpill>().AddSingleton<TokenSetStorage>();
        services.AddSingleton<StorageWatch>().AddSingleton<Recovery>();
        services.AddSingleton<GrantMetrics>().AddSingleton<ConsentAdvice>().AddSingleton<GrantChanges>();
        services.AddScoped<MarkStore>().AddScoped<PendingLinkStore>().AddSingleton<PendingLinkProtector>();
        services.AddSingleton<PendingLinkCleanup>().AddSingleton<ISealedPlace, PendingLinkRotationStore>();
        services.AddHostedService(services => services.GetRequiredService<PendingLinkCleanup>());
        services.AddSingleton<ISealedPlace, GrantSealStore>().AddSingleton<ISealedPlace, SpillSealing>();
        services.AddSingleton<IRollbackHandler, RestoredGrants>().AddSingleton<MarkKeeper>();
        services.AddHealthChecks().AddCheck<StorageTakesWrites>("storage");
        services.AddSingleton<RefreshFlights>().AddSingleton<SpillReplay>().AddSingleton<GrantCare>();
        // Stopped in the opposite order: what begins refreshes first, those in flight, and last what they moved.
        services.AddHostedService(services => services.GetRequiredService<MarkKeeper>());
        services.AddHostedService(services => services.GetRequiredService<RefreshFlights>());
        services.AddHostedService(services => services.GetRequiredService<SpillReplay>());
        services.AddHostedService(services => services.GetRequiredService<GrantCare>());
        return services;
    }

    public static WebApplication MapGrants(this WebApplication app)
    {
        app.MapConnections();
        app.MapPeople();
        app.MapIdentities();
        return app;
    }
}
