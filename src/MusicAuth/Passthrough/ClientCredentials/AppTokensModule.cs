namespace MusicAuth.Passthrough.ClientCredentials;

internal static class AppTokensModule
{
    public static IServiceCollection AddAppTokens(this IServiceCollection services) =>
        services.AddSingleton<AppTokens>();
}
