using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace MusicAuth.EndToEnd.Browser.Setup;

/// <summary>A page of another site (localhost, not 127.0.0.1), or of another port of the same host.</summary>
internal sealed class OtherSite : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OtherSite(WebApplication app, Uri address) => (_app, Address) = (app, address);

    public Uri Address { get; }

    /// <summary>The cookies of the last request.</summary>
    public string Cookies { get; private set; } = "";

    public static Task<OtherSite> StartAsync(Uri link) =>
        StartAsync($"""<a href="{link}">Music!</a>""", "localhost");

    public static async Task<OtherSite> StartAsync(string body, string host, string? setCookie = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        var address = new Uri($"http://{host}:{FreePort.Take()}");
        builder.WebHost.UseKestrelCore().UseUrls(address.ToString());
        var app = builder.Build();
        var site = new OtherSite(app, address);
        app.Run(context =>
        {
            site.Cookies = context.Request.Headers.Cookie.ToString();
            if (setCookie is not null) context.Response.Headers.SetCookie = setCookie;
            context.Response.ContentType = "text/html; charset=utf-8";
            return context.Response.WriteAsync(
                $"""<!doctype html><title>Other</title><link rel="icon" href="data:,">{body}""");
        });
        await app.StartAsync();
        return site;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
