namespace MusicAuth.Passthrough;

internal static class PassthroughModule
{
    private const int MostConnections = (OutboundLimiter.AppSlotsPerUser * 2) + DownloadLimiter.MaxDownloads;

    public static IServiceCollection AddPassthrough(this IServiceCollection services)
    {
        services.AddSingleton<CallCredentials>().AddSingleton<ProviderErrorExplainer>().AddSingleton<PassthroughRoutes>();
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

    /// <summary>Before all that answers which apps ask for over and over need not go through.</summary>
    public static WebApplication UseFastPath(this WebApplication app)
    {
        app.UseMiddleware<FastPath>();
        return app;
    }

    /// <summary>Before routing: what must not be forwarded ends here.</summary>
    public static WebApplication UsePassthrough(this WebApplication app)
    {
        app.Use(FastPathFailure.InvokeAsync);
        app.UseMiddleware<RequestTargetGuard>();
        return app;
    }

    public static WebApplication MapPassthrough(this WebApplication app)
    {
        PassthroughEndpoints.Map(app);
        return app;
    }
}
