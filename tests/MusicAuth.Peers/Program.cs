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
    case FloorEndpoint.Floor:
        app.MapFloor();
        break;
    default:
        await Console.Error.WriteLineAsync(
            "--play upstream | bare | yarp | floor, with --urls; bare and yarp need --upstream too");
        return 1;
}

await app.RunAsync();
return 0;
