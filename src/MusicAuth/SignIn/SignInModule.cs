namespace MusicAuth.SignIn;

internal static class SignInModule
{
    public static IServiceCollection AddSignIn(this IServiceCollection services)
    {
        services.AddSingleton<ProviderRegistry>().AddSingleton<ProviderOptionsDefaults>();
        services.AddOptions<AllowedHosts>().Configure<ProviderRegistry>((hosts, registry) =>
        {
            foreach (var provider in registry.All)
                hosts.Add(provider.PublicUrl);
        });
        services.AddSingleton<IsProviderEnabled>(container => name => container.GetRequiredService<ProviderRegistry>()
            .All.Any(provider => provider.Name == name && provider.IsConfigured));
        services.AddJson(SignInJson.Default);
        services.AddSingleton<ProviderHandlers>().AddScoped<SignInEvents>();
        services.AddWebEncoders();
        services.AddScoped<SignInStore>().AddScoped<PendingLinkResolver>();
        services.AddScoped<SignInCompletion>().AddScoped<AccountResolver>().AddScoped<UsedStateStore>();
        services.AddSingleton<InFlightCallbacks>().AddSingleton<CodeExchangeLimiter>();
        services.AddHostedSingleton<UsedStateCleanup>();
        return services;
    }

    public static void UseCallbackForwarding(this WebApplication app) =>
        app.UseMiddleware<CallbackForwardingMiddleware>();

    /// <summary>Comes before the limits of callers.</summary>
    public static void UseSignInLimitPage(this WebApplication app) => app.UseMiddleware<SignInLimitMiddleware>();

    public static void MapSignIn(this WebApplication app)
    {
        app.MapSignInEndpoints();
        app.MapPendingLink();
    }
}
