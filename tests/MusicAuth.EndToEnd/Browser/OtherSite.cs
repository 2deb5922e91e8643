using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using MusicAuth.EndToEnd.Infrastructure;

namespace MusicAuth.EndToEnd.Browser;

/// <summary>A page of somebody else, with a link to ours: localhost is another site than 127.0.0.1.</summary>
internal sealed class OtherSite : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OtherSite(WebApplication app, Uri address) => (_app, Address) = (app, address);

    public Uri Address { get; }

    public static async Task<OtherSite> StartAsync(Uri link)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        var address = new Uri($"http://localhost:{FreePort.Take()}");
        builder.WebHost.UseKestrelCore().UseUrls(address.ToString());
        var app = builder.Build();
        app.Run(context =>
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            return context.Response.WriteAsync(
                $"""<!doctype html><title>Other</title><link rel="icon" href="data:,"><a href="{link}">Music!</a>""");
        });
        await app.StartAsync();
        return new(app, address);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
