namespace MusicAuth.Passthrough.ClientCredentials;

public static class AppTokensModule
{
    public static IServiceCollection AddAppTokens(this IServiceCollection services) =>
        services.AddSingleton<AppTokens>();
}
