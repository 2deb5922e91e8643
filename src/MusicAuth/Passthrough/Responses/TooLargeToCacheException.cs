namespace MusicAuth.Passthrough.Responses;

/// <summary>
/// An answer that is too large to be kept. It is open, and goes to the first of the callers who wait for it; so it need
/// not be asked for again.
/// </summary>
internal sealed class TooLargeToCacheException : Exception
{
    // All callers may have left.
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(10);

    private readonly ITimer _end;
    private HttpResponseMessage? _response;

    public TooLargeToCacheException(HttpResponseMessage response, TimeProvider clock)
        : base("The answer is too large to be kept.")
    {
        _response = response;
        _end = clock.CreateTimer(
            static one => ((TooLargeToCacheException)one!).TakeResponse()?.Dispose(), this, MaxWait, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The answer for one caller; null for all others.</summary>
    public HttpResponseMessage? TakeResponse()
    {
        var response = Interlocked.Exchange(ref _response, null);
        if (response is not null)
            _end.Dispose();
        return response;
    }
}
