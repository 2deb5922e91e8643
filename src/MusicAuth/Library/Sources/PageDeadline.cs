namespace MusicAuth.Library.Sources;

/// <summary>Combines the time limit of a page with the cancellation of its request.</summary>
internal sealed class PageDeadline : IDisposable
{
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _time;
    private readonly CancellationTokenSource _linked;

    public PageDeadline(TimeSpan timeout, TimeProvider clock, CancellationToken request)
    {
        (_timeout, _clock, Request) = (timeout, clock, request);
        _time = new CancellationTokenSource(timeout, clock);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(request, _time.Token);
    }

    public CancellationToken Request { get; }

    public CancellationToken Token => _linked.Token;

    /// <summary>A deadline with the same timeout that begins now.</summary>
    public PageDeadline Restart(CancellationToken request) => new(_timeout, _clock, request);

    public void Dispose()
    {
        _linked.Dispose();
        _time.Dispose();
    }
}
