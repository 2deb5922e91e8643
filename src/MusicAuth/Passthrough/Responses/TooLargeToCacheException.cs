namespace MusicAuth.Passthrough.Responses;

/// <summary>
/// A response is too large to cache. The exception carries the open response to the first waiting caller, who streams
/// it; so the provider need not send it twice.
/// </summary>
internal sealed class TooLargeToCacheException : Exception
{
    // All waiting callers can have left, so the open response is disposed after a while.
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(10);

    private readonly ITimer _timer;
    private HttpResponseMessage? _response;

    public TooLargeToCacheException(HttpResponseMessage response, TimeProvider clock)
        : base("The response is too large to cache.")
    {
        _response = response;
        _timer = clock.CreateTimer(
            static exception => ((TooLargeToCacheException)exception!).TakeResponse()?.Dispose(), this, MaxWait,
            Timeout.InfiniteTimeSpan);
    }

    /// <returns>The open response for the first caller; null for all others.</returns>
    public HttpResponseMessage? TakeResponse()
    {
        var response = Interlocked.Exchange(ref _response, null);
        if (response is not null)
            _timer.Dispose();
        return response;
    }
}
