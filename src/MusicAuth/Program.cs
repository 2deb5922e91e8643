using MusicAuth.Operations;
using MusicAuth.Web;

return await CommandLine.RunAsync(args, Compose, static app => Task.FromResult(0));

static WebApplication Compose(WebApplicationBuilder builder)
{
    builder.AddOperations();
    builder.AddWeb();

    var app = builder.Build();

    app.UseOperations();
    app.UseWeb();

    app.MapOperations();
    app.MapWeb();
    return app;
}
