using MusicAuth.Operations;
using MusicAuth.Web;

return await CommandLine.RunAsync(args, static builder =>
{
    builder.AddOperations();
    builder.AddWeb();

    var app = builder.Build();

    app.UseOperations();
    app.UseWeb();

    app.MapOperations();
    app.MapWeb();
    return app;
});
