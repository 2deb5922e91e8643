namespace MusicAuth.Library.Sources;

/// <summary>The time that one page may take, and its caller's own cancellation.</summary>
internal sealed class PageDeadline : IDisposable
{
    private readonly CancellationTokenSource _time;
    private readonly CancellationTokenSource _both;

    public PageDeadline(TimeSpan time, TimeProvider clock, CancellationToken request)
    {
        Request = request;
        _time = new CancellationTokenSource(time, clock);
        _both = CancellationTokenSource.CreateLinkedTokenSource(request, _time.Token);
    }

    public CancellationToken Request { get; }

    public CancellationToken Token => _both.Token;

    public void Dispose()
    {
        _both.Dispose();
        _time.Dispose();
    }
}
