namespace MusicAuth.Operations.Shutdown;

/// <summary>Puts <see cref="OpenRequests"/> in front of the whole pipeline, the fast path included.</summary>
internal sealed class OpenRequestsFilter(OpenRequests open) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(following => context => open.TrackAsync(context, following));
        next(app);
    };
}
