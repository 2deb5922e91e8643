namespace MusicAuth.Setup;

internal static class SetupModule
{
    /// <summary>Comes before Upstream, whose start asks for the client ids.</summary>
    public static IServiceCollection AddSetup(this IServiceCollection services)
    {
        services.AddJson(SetupJson.Default);
        services.AddSingleton<SetupCookie>().AddSingleton<SetupBrowserCheck>();
        services.AddSingleton<IsSetupBrowser>(container =>
            container.GetRequiredService<SetupBrowserCheck>().IsAllowedAsync);
        services.AddScoped<ProviderSetup>().AddScoped<ProviderAppStore>();
        services.AddSingleton<ProviderAppProtector>().AddSingleton<ProviderAppActivation>();
        services.AddSingleton<ProviderAppReader>();
        services.AddSingleton<IEncryptedStore, ProviderAppEncryptedStore>();
        services.AddHostedSingleton<ProviderAppSync>().AddHostedService<ProviderAppRecheck>();
        return services;
    }

    /// <summary>Gives a cookie to a browser that opens the owner link.</summary>
    public static void UseSetupCookie(this WebApplication app) => app.UseMiddleware<SetupCookieMiddleware>();
}
