namespace MusicAuth.Upstream.Limits;

/// <summary>
/// The back-offs of one grant: per resource, and for the grant as a whole once several resources fail. Not thread safe.
/// </summary>
internal sealed class GrantBackoff(bool isOneUser, TimeProvider clock)
{
    private const int ResourceThreshold = 3;

    // As many failed connections as open the circuit breaker.
    private const int ConnectionThreshold = 5;
    private const int GrantThreshold = 5;
    private const int MinFailedResources = 3;
    private const int MaxResources = 32;

    private readonly Dictionary<CallResource, Backoff> _resources = [];
    private readonly HashSet<CallResource> _failedInRow = [];
    private Backoff _whole = new(clock);

    public bool IsExpired => _whole.IsExpired && _resources.Values.All(resource => resource.IsExpired);
    public long LastFailureAt { get; private set; } = clock.GetTimestamp();

    /// <param name="takesProbe">Whether the call leaves now and so becomes the probe that is due.</param>
    public TimeSpan GetWait(CallResource resource, bool takesProbe)
    {
        var own = _resources.GetValueOrDefault(resource);
        var wait = own is not null && own.Remaining > _whole.Remaining ? own.Remaining : _whole.Remaining;
        if (wait == TimeSpan.Zero && takesProbe)
        {
            own?.BeginProbe();
            _whole.BeginProbe();
        }

        return wait;
    }

    public void RecordFailure(CallResource resource, bool isConnection)
    {
        LastFailureAt = clock.GetTimestamp();
        if (!_resources.TryGetValue(resource, out var own))
        {
            if (_resources.Count >= MaxResources)
                _resources.Remove(_resources.MinBy(one => one.Value.LastFailureAt).Key);
            _resources[resource] = own = new Backoff(clock);
        }

        own.RecordFailure(isConnection ? ConnectionThreshold : ResourceThreshold);
        if (!isOneUser || isConnection)
            return;
        if (_whole.IsExpired)
            _failedInRow.Clear();
        if (_failedInRow.Count < MaxResources)
            _failedInRow.Add(resource);
        _whole.RecordFailure(_failedInRow.Count < MinFailedResources ? int.MaxValue : GrantThreshold);
    }

    /// <returns>Whether no resource of the grant fails any more.</returns>
    public bool RecordResponse(CallResource resource)
    {
        _resources.Remove(resource);
        _failedInRow.Clear();
        _whole = new Backoff(clock);
        return _resources.Count == 0;
    }

    public void RemoveExpired()
    {
        foreach (var (resource, _) in _resources.Where(one => one.Value.IsExpired))
            _resources.Remove(resource);
    }
}
