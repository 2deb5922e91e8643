using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace MusicAuth.EndToEnd.Browser.Setup;

/// <summary>A protected topic of an ntfy server, as strict as https://docs.ntfy.sh/publish/ says.</summary>
internal sealed class StubNtfy : IAsyncDisposable
{
    public const string Token = "tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2";

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<string> _titles = new();

    private StubNtfy(WebApplication app, Uri topic) => (_app, Topic) = (app, topic);

    public Uri Topic { get; }

    /// <summary>The titles of the accepted messages.</summary>
    public IReadOnlyList<string> Titles => [.. _titles];

    public static async Task<StubNtfy> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        var address = $"http://127.0.0.1:{FreePort.Take()}";
        builder.WebHost.UseKestrelCore().UseUrls(address);
        var app = builder.Build();
        var stub = new StubNtfy(app, new Uri($"{address}/music"));
        app.Run(stub.HandleAsync);
        await app.StartAsync();
        return stub;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var headers = context.Request.Headers;
        var title = headers["Title"].ToString();
        var isValid = context.Request.Method == "POST" && title is { Length: > 0 and <= 250 }
            && title.All(char.IsAscii) && headers["Priority"].ToString() is "3" or "4"
            && Uri.TryCreate(headers["Click"], UriKind.Absolute, out _) && body.Length is > 0 and <= 4096;
        context.Response.StatusCode = (context.Request.Path.Value, headers.Authorization.ToString(), isValid) switch
        {
            (not "/music", _, _) => 404,
            (_, not $"Bearer {Token}", _) => 403,
            (_, _, false) => 400,
            _ => 200,
        };
        if (context.Response.StatusCode == 200) _titles.Enqueue(title);
    }
}
