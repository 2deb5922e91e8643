namespace MusicAuth.Operations.Shutdown;

/// <summary>
/// Tracks the open requests. After a stop signal it aborts downloads after five seconds, and all other requests after
/// the time of an exchange with a provider: an open connection would use up the host's time-out.
/// </summary>
internal sealed partial class OpenRequests(TimeSpan exchangeTimeout, TimeProvider time, ILogger<OpenRequests> logger)
{
    private static readonly TimeSpan DownloadGrace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ExchangeGrace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan CheckInterval = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly HashSet<HttpContext> _open = [];

    public async Task TrackAsync(HttpContext context, RequestDelegate next)
    {
        lock (_lock) _open.Add(context);
        try
        {
            await next(context);
        }
        finally
        {
            lock (_lock) _open.Remove(context);
        }
    }

    public async Task DrainAsync()
    {
        var began = time.GetTimestamp();
        await Task.Delay(DownloadGrace - CheckInterval, time, CancellationToken.None);
        while (time.GetElapsedTime(began) < exchangeTimeout + ExchangeGrace)
        {
            // A response that has just begun gets the time until the next check.
            var sending = Find(context => context.Response.HasStarted);
            await Task.Delay(CheckInterval, time, CancellationToken.None);
            Abort(sending.Intersect(Find(context => context.Response.HasStarted)));
        }

        Abort(Find(_ => true));
    }

    // The server reuses the context of a finished request, so read it only under the lock.
    private HttpContext[] Find(Func<HttpContext, bool> predicate)
    {
        lock (_lock) return [.. _open.Where(predicate)];
    }

    private void Abort(IEnumerable<HttpContext> requests)
    {
        var aborted = 0;
        foreach (var context in requests)
        {
            lock (_lock)
            {
                if (!_open.Contains(context))
                    continue;
                context.Abort();
                aborted++;
            }
        }

        if (aborted > 0)
            Log.Aborted(logger, aborted);
    }

    private static partial class Log
    {
        [LoggerMessage(8020, LogLevel.Warning, "Aborted {Count} open requests because MusicAuth is stopping")]
        public static partial void Aborted(ILogger logger, int count);
    }
}
