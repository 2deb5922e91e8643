using MusicAuth.Access;
using MusicAuth.Web;

namespace MusicAuth.SignIn;

public static class SignInModule
{
    public static IServiceCollection AddSignIn(this IServiceCollection services)
    {
        services.AddSingleton<ProviderRegistry>().AddSingleton<SignInDefaults>();
        services.AddOptions<AllowedHosts>().Configure<ProviderRegistry>((hosts, registry) =>
        {
            foreach (var provider in registry.All)
                hosts.Add(provider.PublicUrl);
        });
        services.AddSingleton<IsProviderOn>(provider => name => provider.GetRequiredService<ProviderRegistry>().All
            .Any(one => one.Name == name && one.IsConfigured));
        services.AddScoped<SignInEvents>();
        services.AddScoped<SignInCompletion>().AddScoped<LinkAnswers>();
        services.AddScoped<SignInCeremony>().AddScoped<AccountAdmission>().AddScoped<UsedStates>();
        services.AddSingleton<CallbackFlights>().AddSingleton<SignInBudget>().AddSingleton<UsedStateSweep>();
        services.AddHostedService(provider => provider.GetRequiredService<UsedStateSweep>());
        return services;
    }

    public static WebApplication UseSignIn(this WebApplication app)
    {
        app.UseMiddleware<CallbackForwarding>();
        return app;
    }

    public static WebApplication MapSignIn(this WebApplication app)
    {
        app.MapSignInEndpoints();
        app.MapPendingLink();
        return app;
    }
}
