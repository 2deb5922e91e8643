using MusicAuth.Peers;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
if (builder.Configuration["play"] is Parts.Yarp) builder.Services.AddHttpForwarder();
var app = builder.Build();
app.MapGet("/health", () => Results.Ok());
switch (builder.Configuration["play"])
{
    case Parts.Upstream:
        app.MapUpstream();
        break;
    case Parts.Bare:
        app.MapBare();
        break;
    case Parts.Yarp:
        app.MapYarp();
        break;
    default:
        await Console.Error.WriteLineAsync(
            "--play upstream | bare | yarp, with --urls and, for the last two, --upstream http://127.0.0.1:1234");
        return 1;
}

await app.RunAsync();
return 0;
