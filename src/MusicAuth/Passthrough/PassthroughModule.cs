using MusicAuth.Upstream;

namespace MusicAuth.Passthrough;

public static class PassthroughModule
{
    public static IServiceCollection AddPassthrough(this IServiceCollection services)
    {
        services.AddHttpForwarder();
        services.AddSingleton<RawCredentials>().AddSingleton<RawRefusals>().AddSingleton<RawRoutes>();
        services.AddSingleton<RawForwarder>().AddSingleton<RawFetch>().AddSingleton<RawKept>();
        services.AddSingleton<RawServing>();
        services.AddSingleton<RawClient>().AddSingleton(provider =>
        {
            var exchange = ActivatorUtilities.CreateInstance<RawExchange>(provider);
            exchange.InnerHandler = ProviderHttp.NewHandler();
            return exchange;
        });
        return services;
    }

    /// <summary>Before anything is decided: what must not be forwarded ends here, and what is known already.</summary>
    public static WebApplication UsePassthrough(this WebApplication app)
    {
        app.UseMiddleware<RawTargetGuard>();
        app.UseMiddleware<EarlyAnswers>();
        return app;
    }

    public static WebApplication MapPassthrough(this WebApplication app)
    {
        RawEndpoints.Map(app);
        return app;
    }
}
