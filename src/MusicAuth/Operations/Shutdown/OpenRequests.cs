namespace MusicAuth.Operations.Shutdown;

/// <summary>
/// The requests that are open. When the broker stops, downloads are cut after five seconds, and everything that
/// outlasts an exchange with a provider is cut after that: an open connection would use up the host's time-out.
/// </summary>
public sealed partial class OpenRequests(TimeSpan exchange, TimeProvider time, ILogger<OpenRequests> logger)
{
    private static readonly TimeSpan DownloadGrace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ExchangeGrace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly HashSet<HttpContext> _open = [];

    public Task TrackAsync(HttpContext context, RequestDelegate next)
    {
        lock (_lock) _open.Add(context);
        Task serving;
        try
        {
            serving = next(context);
        }
        catch
        {
            Remove(context);
            throw;
        }

        if (!serving.IsCompletedSuccessfully)
            return TrackAsync(context, serving);
        Remove(context);
        return serving;
    }

    /// <summary>Ends what stays open too long. Begins when the broker is told to stop.</summary>
    public async Task DrainAsync()
    {
        var began = time.GetTimestamp();
        await Task.Delay(DownloadGrace - Look, time, CancellationToken.None);
        while (time.GetElapsedTime(began) < exchange + ExchangeGrace)
        {
            // An answer that has just begun gets the time until the next look.
            var sending = Sending();
            await Task.Delay(Look, time, CancellationToken.None);
            Cut(sending.Intersect(Sending()));
        }

        Cut(All());
    }

    private async Task TrackAsync(HttpContext context, Task serving)
    {
        try
        {
            await serving;
        }
        finally
        {
            Remove(context);
        }
    }

    private void Remove(HttpContext context)
    {
        lock (_lock) _open.Remove(context);
    }

    private HttpContext[] All()
    {
        lock (_lock) return [.. _open];
    }

    // A context that has left is another request's, or nobody's: it is looked at under the lock only.
    private HttpContext[] Sending()
    {
        lock (_lock) return [.. _open.Where(context => context.Response.HasStarted)];
    }

    private void Cut(IEnumerable<HttpContext> requests)
    {
        var cut = 0;
        foreach (var context in requests)
        {
            lock (_lock)
            {
                if (!_open.Contains(context))
                    continue;
                context.Abort();
                cut++;
            }
        }

        if (cut > 0)
            Log.Cut(logger, cut);
    }

    private static partial class Log
    {
        [LoggerMessage(20, LogLevel.Warning, "Cut {Count} requests that were still open: MusicAuth is stopping")]
        public static partial void Cut(ILogger logger, int count);
    }
}
