namespace MusicAuth.Grants;

internal static class GrantsModule
{
    public static IServiceCollection AddGrants(this IServiceCollection services)
    {
        services.AddOptions<GrantsOptions>().BindSection(GrantsOptions.Section);
        services.AddSingleton<GrantMetrics>().AddSingleton<GrantChangeNotifier>().AddSingleton<ScopeAdvisor>();
        services.AddSingleton<ConsentChanges>()
            .AddSingleton<IGrantChangeHandler>(provider => provider.GetRequiredService<ConsentChanges>());
        services.AddSingleton<MissingScopeRecorder>().AddScoped<MissingScopeStore>().AddScoped<MassRevocationStore>();
        services.AddScoped<UserConnections>().AddScoped<IdentityRemovalStore>().AddScoped<AccessTokenIssuer>();
        services.AddJson(GrantsJson.Default);
        services.AddPendingLinks().AddStorage().AddRefresh();
        services.AddHealthChecks().AddCheck<StorageHealthCheck>("storage");
        // The host stops them in the opposite order: first what begins refreshes, last what records their results.
        services.AddHostedSingleton<PendingLinkCleanup>().AddHostedSingleton<RollbackRecordWriter>()
            .AddHostedSingleton<RefreshSingleFlight>().AddHostedSingleton<SpillReplay>()
            .AddHostedSingleton<BackgroundRefreshService>();
        return services;
    }

    public static void MapGrants(this WebApplication app)
    {
        app.MapConnections();
        app.MapUsers();
        app.MapIdentities();
    }

    private static IServiceCollection AddStorage(this IServiceCollection services) => services
        .AddSingleton<TokenProtector>().AddSingleton<GrantStatus>().AddScoped<GrantStore>().AddSingleton<StoredGrants>()
        .AddSingleton<SpillFolder>().AddSingleton<SpillInspection>().AddSingleton<GrantSpill>()
        .AddSingleton<SpillWakeUp>().AddSingleton<SpilledTokens>()
        .AddSingleton<IEncryptedStore, GrantEncryptedStore>().AddSingleton<IEncryptedStore, SpillEncryptedStore>()
        .AddSingleton<IRollbackHandler, GrantRollbackHandler>().AddSingleton<RollbackRecordStore>();

    private static IServiceCollection AddRefresh(this IServiceCollection services) => services
        .AddSingleton<GrantAccessTokens>().AddSingleton<AccessTokenCache>().AddSingleton<GrantUsage>()
        .AddSingleton<IGrantChangeHandler>(services => services.GetRequiredService<AccessTokenCache>())
        .AddSingleton<RefreshCoordinator>().AddSingleton<TokenRefresher>().AddSingleton<AccessTokenVerifier>()
        .AddSingleton<RefreshGate>().AddSingleton<RefreshBackoffs>().AddSingleton<TokenEndpointBreaker>()
        .AddSingleton<ForcedRefreshes>().AddSingleton<TokenEndpointHistory>().AddSingleton<RefusalAlarm>()
        .AddSingleton<RefreshLeases>().AddSingleton<LeaseOwner>().AddSingleton<RefreshStorage>()
        .AddSingleton<RefreshRecorder>().AddSingleton<GrantInvalidator>().AddSingleton<TokenSetStore>()
        .AddSingleton<RefreshRecovery>().AddSingleton<InterruptedRefreshes>().AddSingleton<GrantCensusStore>()
        .AddSingleton<BackgroundRefreshQueue>().AddScoped<RefreshStore>().AddScoped<GrantMaintenanceStore>();

    private static IServiceCollection AddPendingLinks(this IServiceCollection services) => services
        .AddSingleton<PendingLinkProtector>().AddScoped<PendingLinkStore>()
        .AddSingleton<IEncryptedStore, PendingLinkEncryptedStore>();
}
