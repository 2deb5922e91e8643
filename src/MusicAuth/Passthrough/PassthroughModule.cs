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
