using MusicAuth.Upstream;

namespace MusicAuth.Passthrough;

public static class PassthroughModule
{
    private const int MostConnections = (ProviderGovernor.AppCallsAtOnce * 2) + OpenDownloads.Most;

    public static IServiceCollection AddPassthrough(this IServiceCollection services)
    {
        services.AddSingleton<RawCredentials>().AddSingleton<RawRefusals>().AddSingleton<RawRoutes>();
        services.AddSingleton<RawRelay>().AddSingleton<RawFetch>().AddSingleton<RawKept>();
        services.AddSingleton<RequestBodies>().AddSingleton<RawServing>();
        services.AddSingleton<RawClient>().AddSingleton(provider =>
        {
            var exchange = ActivatorUtilities.CreateInstance<RawExchange>(provider);
            var handler = ProviderHttp.NewHandler();
            // Concurrency slots and open downloads bound them: no call waits for a connection of another one.
            handler.MaxConnectionsPerServer = MostConnections;
            exchange.InnerHandler = handler;
            return exchange;
        });
        return services;
    }

    /// <summary>Before all that answers which apps ask for over and over need not go through.</summary>
    public static WebApplication UseEarlyAnswers(this WebApplication app)
    {
        app.UseMiddleware<EarlyAnswers>();
        return app;
    }

    /// <summary>Before routing: what must not be forwarded ends here.</summary>
    public static WebApplication UsePassthrough(this WebApplication app)
    {
        app.Use(EarlyFailure.InvokeAsync);
        app.UseMiddleware<RawTargetGuard>();
        return app;
    }

    public static WebApplication MapPassthrough(this WebApplication app)
    {
        RawEndpoints.Map(app);
        return app;
    }
}
