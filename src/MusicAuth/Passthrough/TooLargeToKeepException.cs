namespace MusicAuth.Passthrough;

/// <summary>
/// An answer that is too large to be kept. It is open, and goes to the first of the callers who wait for it; so it need
/// not be asked for again.
/// </summary>
internal sealed class TooLargeToKeepException : Exception
{
    // All callers may have left.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ITimer _end;
    private HttpResponseMessage? _response;

    public TooLargeToKeepException(HttpResponseMessage response, TimeProvider clock)
        : base("The answer is too large to be kept.")
    {
        _response = response;
        _end = clock.CreateTimer(
            static one => ((TooLargeToKeepException)one!).Take()?.Dispose(), this, Patience, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The answer for one caller; null for all others.</summary>
    public HttpResponseMessage? Take()
    {
        var response = Interlocked.Exchange(ref _response, null);
        if (response is not null)
            _end.Dispose();
        return response;
    }
}
