using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MusicAuth.Operations.Updates;

internal static class UpdatesModule
{
    private const int MaxResponseBytes = 1024 * 1024;

    public static IServiceCollection AddUpdates(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<UpdatesOptions>().BindSection(UpdatesOptions.Section)
            .RefuseErrors(options => options.Errors());
        services.AddHttpClient(UpdateCheck.ClientName, static client =>
        {
            client.Timeout = TimeSpan.FromSeconds(10);
            client.MaxResponseContentBufferSize = MaxResponseBytes;
            // GitHub refuses requests without it.
            client.DefaultRequestHeaders.UserAgent.ParseAdd("MusicAuth");
        }).ConfigurePrimaryHttpMessageHandler(static () => new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            // Otherwise a trace of this server would show in the request.
            ActivityHeadersPropagator = null,
        }).RemoveAllLoggers();
        return services.AddHostedSingleton<UpdateCheck>().AddScoped<ITodoSource, UpdateTodoSource>();
    }
}
