using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace MusicAuth.EndToEnd.Samples;

/// <summary>A stub of MusicAuth that returns each list once, and then 429 with Retry-After.</summary>
public sealed class BusyMusicAuth : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HashSet<string> _answered = [];
    private int _requests;

    private BusyMusicAuth(int port)
    {
        Address = new Uri($"http://127.0.0.1:{port}");
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls(Address.ToString());
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public Uri Address { get; }

    public int Requests => _requests;

    public static async Task<BusyMusicAuth> StartAsync()
    {
        var stub = new BusyMusicAuth(FreePort.Take());
        await stub._app.StartAsync();
        return stub;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        bool isFirst;
        lock (_answered) isFirst = _answered.Add(context.Request.Path);
        context.Response.ContentType = "application/json";
        if (isFirst)
            return context.Response.WriteAsync("""{"items":[],"total":41,"sources":[]}""");
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        context.Response.Headers.RetryAfter = "3600";
        return context.Response.WriteAsync("""{"detail":"Too many requests.","code":"rate_limited"}""");
    }
}
