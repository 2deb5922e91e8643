var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
if (builder.Configuration["play"] is PeerEndpoints.Yarp) builder.Services.AddHttpForwarder();
var app = builder.Build();
app.MapGet("/health", () => Results.Ok());
switch (builder.Configuration["play"])
{
    case PeerEndpoints.Upstream:
        app.MapUpstream();
        break;
    case PeerEndpoints.Bare:
        app.MapBare();
        break;
    case PeerEndpoints.Yarp:
        app.MapYarp();
        break;
    default:
        await Console.Error.WriteLineAsync(
            "--play upstream | bare | yarp, with --urls and, for the last two, --upstream http://127.0.0.1:1234");
        return 1;
}

await app.RunAsync();
return 0;
