namespace MusicAuth.Grants;

public static class GrantsModule
{
    public static IServiceCollection AddGrants(this IServiceCollection services)
    {
        services.AddSingleton<GrantVault>().AddSingleton<GrantHealth>().AddSingleton<GrantRefresh>();
        services.AddSingleton<GrantTokens>().AddSingleton<RefreshFlights>();
        services.AddHostedService(services => services.GetRequiredService<RefreshFlights>());
        services.AddScoped<GrantStore>().AddScoped<Connections>();
        return services;
    }

    public static WebApplication MapGrants(this WebApplication app)
    {
        app.MapConnections();
        return app;
    }
}
