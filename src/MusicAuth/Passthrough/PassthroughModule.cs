namespace MusicAuth.Passthrough;

internal static class PassthroughModule
{
    // Concurrency slots and downloads limit the connections, so that no call waits for another one's connection.
    private const int MaxConnections = (OutboundLimiter.AppSlotsPerUser * 2) + DownloadLimiter.MaxDownloads;

    public static IServiceCollection AddPassthrough(this IServiceCollection services)
    {
        services.AddSingleton<AppTokens>().AddSingleton<CallCredentials>().AddSingleton<ProviderErrorExplainer>();
        services.AddSingleton<ResponseForwarder>().AddSingleton<ResponseFetcher>().AddSingleton<PassthroughCache>();
        services.AddSingleton<RequestBodyReader>().AddSingleton<PassthroughRoutes>().AddSingleton<PassthroughHandler>();
        services.AddSingleton<PassthroughClient>().AddSingleton(provider =>
        {
            var callHandler = ActivatorUtilities.CreateInstance<ProviderCallHandler>(provider);
            var socketsHandler = ProviderHttp.CreateHandler(provider);
            socketsHandler.MaxConnectionsPerServer = MaxConnections;
            callHandler.InnerHandler = socketsHandler;
            return callHandler;
        });
        return services;
    }

    public static void UseRequestTargetGuard(this WebApplication app) => app.UseMiddleware<RequestTargetGuard>();

    public static void UseFastPath(this WebApplication app) => app.UseMiddleware<FastPath>();
}
