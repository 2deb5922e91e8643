namespace MusicAuth.Grants;

public static class GrantsModule
{
    public static IServiceCollection AddGrants(this IServiceCollection services)
    {
        services.AddOptions<GrantsOptions>().BindSection(GrantsOptions.Section);
        services.AddScoped<GrantStore>().AddScoped<RefreshStore>().AddScoped<GrantMaintenanceStore>();
        services.AddScoped<UserConnections>().AddScoped<IdentityRemovalStore>().AddScoped<AccessTokenEndpoint>();
        services.AddSingleton<GrantScopes>().AddSingleton<TokenProtector>().AddSingleton<GrantStatus>();
        services.AddSingleton<GrantAccessTokens>().AddSingleton<GrantUsage>().AddSingleton<AccessTokenCache>();
        services.AddSingleton<IGrantChangeHandler>(services => services.GetRequiredService<AccessTokenCache>());
        services.AddSingleton<TokenRefresher>().AddSingleton<RefreshExchange>().AddSingleton<LeaseOwner>();
        services.AddSingleton<RefreshBackoffs>().AddSingleton<TokenEndpointBreaker>().AddSingleton<RefusalAlarm>();
        services.AddSingleton<ForcedRefreshes>().AddSingleton<AccessTokenVerifier>().AddSingleton<ProviderIncidents>();
        services.AddSingleton<SpillFolder>().AddSingleton<GrantSpill>().AddSingleton<TokenSetStore>();
        services.AddSingleton<StorageStatus>().AddSingleton<RefreshRecovery>();
        services.AddSingleton<GrantMetrics>().AddSingleton<ScopeAdvisor>().AddSingleton<GrantChangeNotifier>();
        services.AddScoped<RollbackRecordStore>().AddScoped<PendingLinkStore>().AddSingleton<PendingLinkProtector>();
        services.AddSingleton<PendingLinkCleanup>().AddSingleton<IEncryptedStore, PendingLinkEncryptedStore>();
        services.AddHostedService(services => services.GetRequiredService<PendingLinkCleanup>());
        services.AddSingleton<IEncryptedStore, GrantEncryptedStore>().AddSingleton<IEncryptedStore, SpillEncryptedStore>();
        services.AddSingleton<IRollbackHandler, GrantRollbackHandler>().AddSingleton<RollbackRecordWriter>();
        services.AddHealthChecks().AddCheck<StorageHealthCheck>("storage");
        services.AddSingleton<RefreshSingleFlight>().AddSingleton<SpillReplay>().AddSingleton<BackgroundRefreshService>();
        // Stopped in the opposite order: what begins refreshes first, those in flight, and last what they moved.
        services.AddHostedService(services => services.GetRequiredService<RollbackRecordWriter>());
        services.AddHostedService(services => services.GetRequiredService<RefreshSingleFlight>());
        services.AddHostedService(services => services.GetRequiredService<SpillReplay>());
        services.AddHostedService(services => services.GetRequiredService<BackgroundRefreshService>());
        return services;
    }

    public static WebApplication MapGrants(this WebApplication app)
    {
        app.MapConnections();
        app.MapUsers();
        app.MapIdentities();
        return app;
    }
}
