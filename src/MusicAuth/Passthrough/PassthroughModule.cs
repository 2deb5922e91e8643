namespace MusicAuth.Passthrough;

internal static class PassthroughModule
{
    private const int MostConnections = (OutboundLimiter.AppSlotsPerUser * 2) + DownloadLimiter.MaxDownloads;

    public static IServiceCollection AddPassthrough(this IServiceCollection services)
    {
        services.AddSingleton<AppTokens>().AddSingleton<CallCredentials>().AddSingleton<ProviderErrorExplainer>().AddSingleton<PassthroughRoutes>();
        services.AddSingleton<ResponseForwarder>().AddSingleton<ResponseFetcher>().AddSingleton<PassthroughCache>();
        services.AddSingleton<RequestBodyReader>().AddSingleton<PassthroughHandler>();
        services.AddSingleton<PassthroughClient>().AddSingleton(provider =>
        {
            var exchange = ActivatorUtilities.CreateInstance<ProviderCallHandler>(provider);
            var handler = ProviderHttp.CreateHandler();
            // Concurrency slots and open downloads bound them: no call waits for a connection of another one.
            handler.MaxConnectionsPerServer = MostConnections;
            exchange.InnerHandler = handler;
            return exchange;
        });
        return services;
    }

    public static void UseRequestTargetGuard(this WebApplication app) => app.UseMiddleware<RequestTargetGuard>();

    public static void UseFastPath(this WebApplication app) => app.UseMiddleware<FastPath>();

    public static WebApplication MapPassthrough(this WebApplication app)
    {
        PassthroughEndpoints.Map(app);
        return app;
    }
}
