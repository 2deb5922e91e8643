namespace MusicAuth.SignIn;

public static class SignInModule
{
    public static IServiceCollection AddSignIn(this IServiceCollection services)
    {
        services.AddSingleton<ProviderRegistry>().AddSingleton<SignInDefaults>();
        services.AddScoped<SignInEvents>();
        services.AddScoped<SignInCeremony>().AddScoped<SpentStates>();
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
        return app;
    }
}
