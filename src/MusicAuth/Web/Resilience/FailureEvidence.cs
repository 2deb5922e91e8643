namespace MusicAuth.Web.Resilience;

/// <summary>
/// What speaks for an outage within the last half minute: five failures, of which one grant and one resource count for
/// three at most, so that it takes several of both. Where failed connections of one grant are enough, five of them in
/// a row count fully. Not thread safe.
/// </summary>
internal sealed class FailureEvidence(bool oneGrantIsEnough, TimeProvider clock)
{
    private const int Enough = 5;
    private const int MostOfOne = 3;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    private readonly List<Failure> _failures = [];
    private readonly List<long> _failedConnections = [];

    /// <summary>The grants whose calls failed.</summary>
    public IEnumerable<Guid> Grants => _failures.Select(failure => failure.Grant).Distinct();

    /// <returns>Whether it is enough now.</returns>
    public bool Add(Guid grant, object? resource, bool isConnection)
    {
        Forget();
        if (isConnection && oneGrantIsEnough)
            _failedConnections.Add(clock.GetTimestamp());
        else
            _failedConnections.Clear();
        if (_failures.Count(failure => failure.Grant == grant) < MostOfOne
            && (resource is null || _failures.Count(failure => resource.Equals(failure.Resource)) < MostOfOne))
            _failures.Add(new Failure(clock.GetTimestamp(), grant, resource));
        return _failedConnections.Count >= Enough || _failures.Count >= Enough;
    }

    public void Clear()
    {
        _failures.Clear();
        _failedConnections.Clear();
    }

    private void Forget()
    {
        _failures.RemoveAll(failure => clock.GetElapsedTime(failure.At) > Window);
        _failedConnections.RemoveAll(at => clock.GetElapsedTime(at) > Window);
    }

    private readonly record struct Failure(long At, Guid Grant, object? Resource);
}
