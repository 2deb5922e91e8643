using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace MusicAuth.Tests.Notices.Stubs;

/// <summary>A web server on the loopback interface that responds as a test sets it.</summary>
public sealed class StubServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ReceivedRequest> _received = new();
    private int _active;
    private int _mostActive;

    private StubServer(Func<ReceivedRequest, HttpContext, Task> answer)
    {
        Answer = answer;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    public Func<ReceivedRequest, HttpContext, Task> Answer { get; set; }

    public string Address => _app.Urls.Single();

    public IReadOnlyList<ReceivedRequest> Received => [.. _received];

    /// <summary>Whether the server stores the requests. Measurements of memory turn it off.</summary>
    public bool KeepsRequests { get; set; } = true;

    /// <summary>The maximum number of concurrent requests.</summary>
    public int MostActive => _mostActive;

    public static Task<StubServer> StartAsync() => StartAsync((_, _) => Task.CompletedTask);

    public static async Task<StubServer> StartAsync(Func<ReceivedRequest, HttpContext, Task> answer)
    {
        var server = new StubServer(answer);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Removes the stored requests.</summary>
    public void Clear() => _received.Clear();

    /// <summary>Responds to all further requests with this status.</summary>
    public void RespondWith(int status) => Answer = (_, context) =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    public Task WaitForAsync(int count) => Eventually.IsTrueAsync(
        () => _received.Count >= count, $"{count} requests at the server, not {_received.Count}");

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        InterlockedMax(Interlocked.Increment(ref _active));
        try
        {
            using var reader = new StreamReader(context.Request.Body);
            var request = new ReceivedRequest(
                context.Request.Method, context.Request.Path,
                context.Request.Headers.ToDictionary(
                    header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
                await reader.ReadToEndAsync());
            await Answer(request, context);
            if (KeepsRequests)
                _received.Enqueue(request);
        }
        finally
        {
            Interlocked.Decrement(ref _active);
        }
    }

    private void InterlockedMax(int active)
    {
        int most;
        while ((most = Volatile.Read(ref _mostActive)) < active)
            Interlocked.CompareExchange(ref _mostActive, active, most);
    }
}
