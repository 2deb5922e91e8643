namespace MusicAuth.Web.Resilience;

/// <summary>Ends work after a time, or when its caller cancels it.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _registration;

    public Deadline(TimeSpan timeout, TimeProvider clock, CancellationToken caller)
    {
        (_timeout, _clock, Caller) = (timeout, clock, caller);
        _source = new CancellationTokenSource(timeout, clock);
        _registration = caller.UnsafeRegister(
            static source => ((CancellationTokenSource)source!).Cancel(), _source);
    }

    public CancellationToken Caller { get; }

    public CancellationToken Token => _source.Token;

    /// <summary>Replaces the time that remains.</summary>
    public void SetRemaining(TimeSpan timeout) => _source.CancelAfter(timeout);

    /// <summary>A deadline with the same timeout that begins now.</summary>
    public Deadline Restart(CancellationToken caller) => new(_timeout, _clock, caller);

    public void Dispose()
    {
        _registration.Dispose();
        _source.Dispose();
    }
}
