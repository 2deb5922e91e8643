namespace MusicAuth.Upstream.Limits;

/// <summary>What fails for one grant: single resources, or the grant as a whole. Not thread safe.</summary>
internal sealed class GrantBackoff(bool isOne, TimeProvider clock)
{
    /// <summary>Failures in a row that begin the back-off of one resource, where the provider answered them.</summary>
    private const int OfResource = 3;

    /// <summary>The same where no answer came: the circuit breaker opens by as many.</summary>
    private const int OfSilentResource = 5;

    /// <summary>Failures in a row over that many resources that begin the back-off of the grant.</summary>
    private const int OfGrant = 5;
    private const int SeveralResources = 3;

    private const int MostResources = 32;

    private readonly Dictionary<CallResource, Backoff> _resources = [];
    private readonly HashSet<CallResource> _failedInRow = [];
    private Backoff _whole = new(clock);

    public bool IsForgotten => _whole.IsForgotten && _resources.Values.All(resource => resource.IsForgotten);

    public long FailedAt { get; private set; } = clock.GetTimestamp();

    /// <summary>How long this call must wait; where it need not and leaves, it is the one that tries.</summary>
    public TimeSpan GetWait(CallResource resource, bool leaves)
    {
        var own = _resources.GetValueOrDefault(resource);
        var wait = own is not null && own.Remaining > _whole.Remaining ? own.Remaining : _whole.Remaining;
        if (wait == TimeSpan.Zero && leaves)
        {
            own?.BeginProbe();
            _whole.BeginProbe();
        }

        return wait;
    }

    public void RecordFailure(CallResource resource, bool isConnection)
    {
        FailedAt = clock.GetTimestamp();
        if (!_resources.TryGetValue(resource, out var own))
        {
            MakeRoom();
            _resources[resource] = own = new Backoff(clock);
        }

        own.RecordFailure(isConnection ? OfSilentResource : OfResource);
        if (!isOne || isConnection)
            return;
        if (_whole.IsForgotten)
            _failedInRow.Clear();
        if (_failedInRow.Count < MostResources)
            _failedInRow.Add(resource);
        _whole.RecordFailure(_failedInRow.Count < SeveralResources ? int.MaxValue : OfGrant);
    }

    /// <returns>Whether nothing of it fails any more.</returns>
    public bool RecordResponse(CallResource resource)
    {
        _resources.Remove(resource);
        _failedInRow.Clear();
        _whole = new Backoff(clock);
        return _resources.Count == 0;
    }

    public void RemoveExpired()
    {
        foreach (var (resource, backoff) in _resources)
        {
            if (backoff.IsForgotten)
                _resources.Remove(resource);
        }
    }

    private void MakeRoom()
    {
        if (_resources.Count < MostResources)
            return;
        _resources.Remove(_resources.MinBy(resource => resource.Value.FailedAt).Key);
    }
}
