namespace MusicAuth.Web.Resilience;

/// <summary>
/// The evidence for an outage within the last 30 s: five failures, of which one grant and one resource count for three
/// at most, so that an outage needs several of both. If one grant suffices, five failed connections in a row count
/// fully. Not thread safe.
/// </summary>
internal sealed class FailureEvidence(bool oneGrantSuffices, TimeProvider clock)
{
    private const int Threshold = 5;
    private const int MaxOfOne = 3;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    private readonly List<Failure> _failures = [];
    private readonly List<long> _failedConnections = [];

    /// <summary>The grants whose calls failed.</summary>
    public IEnumerable<Guid> Grants => _failures.Select(failure => failure.Grant).Distinct();

    /// <returns>Whether the evidence suffices now.</returns>
    public bool Add(Guid grant, object? resource, bool isConnection)
    {
        RemoveExpired();
        if (isConnection && oneGrantSuffices)
            _failedConnections.Add(clock.GetTimestamp());
        else
            _failedConnections.Clear();
        if (_failures.Count(failure => failure.Grant == grant) < MaxOfOne
            && (resource is null || _failures.Count(failure => resource.Equals(failure.Resource)) < MaxOfOne))
            _failures.Add(new Failure(clock.GetTimestamp(), grant, resource));
        return _failedConnections.Count >= Threshold || _failures.Count >= Threshold;
    }

    public void Clear()
    {
        _failures.Clear();
        _failedConnections.Clear();
    }

    private void RemoveExpired()
    {
        _failures.RemoveAll(failure => clock.GetElapsedTime(failure.At) > Window);
        _failedConnections.RemoveAll(at => clock.GetElapsedTime(at) > Window);
    }

    private readonly record struct Failure(long At, Guid Grant, object? Resource);
}
