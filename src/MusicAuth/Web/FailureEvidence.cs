namespace MusicAuth.Web;

/// <summary>
/// What speaks for an outage within the last half minute. Five failed connections in a row are enough, whose ever they
/// were. Of failures that the endpoint answered, one grant and one resource count for three at most: it takes several
/// of both to make five. Not thread safe.
/// </summary>
internal sealed class FailureEvidence(TimeProvider clock)
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
        if (isConnection)
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
