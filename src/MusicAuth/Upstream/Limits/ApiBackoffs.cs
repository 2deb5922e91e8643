namespace MusicAuth.Upstream.Limits;

/// <summary>
/// The back-offs of single grants and resources at an API: failures of one hold back no other. Memory is bounded, and
/// a call takes no lock while nothing fails.
/// </summary>
internal sealed class ApiBackoffs(TimeProvider clock)
{
    private const int MaxGrants = 1_000;
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, GrantBackoff> _grants = [];
    private volatile bool _isEmpty = true;
    private long _sweptAt = clock.GetTimestamp();

    public TimeSpan GetWait(CallContext call, bool takesProbe)
    {
        if (_isEmpty || !Applies(call, out var resource))
            return TimeSpan.Zero;
        lock (_gate)
        {
            Sweep();
            return _grants.TryGetValue(call.FailureKey, out var grant)
                ? grant.GetWait(resource, takesProbe)
                : TimeSpan.Zero;
        }
    }

    /// <returns>How long no such call leaves from now on.</returns>
    public TimeSpan RecordFailure(CallContext call, bool isConnection)
    {
        if (!Applies(call, out var resource))
            return TimeSpan.Zero;
        lock (_gate)
        {
            _isEmpty = false;
            if (!_grants.TryGetValue(call.FailureKey, out var grant))
            {
                if (_grants.Count >= MaxGrants)
                    _grants.Remove(_grants.MinBy(one => one.Value.LastFailureAt).Key);
                // All callers share the public catalogue: there one resource never holds back the others.
                _grants[call.FailureKey] = grant = new GrantBackoff(isOneUser: call.UserId is not null, clock);
            }

            grant.RecordFailure(resource, isConnection);
            return grant.GetWait(resource, takesProbe: false);
        }
    }

    public void RecordResponse(CallContext call)
    {
        if (_isEmpty || !Applies(call, out var resource))
            return;
        lock (_gate)
        {
            if (_grants.TryGetValue(call.FailureKey, out var grant) && grant.RecordResponse(resource))
                _grants.Remove(call.FailureKey);
            _isEmpty = _grants.Count == 0;
        }
    }

    // A sign-in reads its profile once: a back-off would hold back the sign-ins of other users.
    private static bool Applies(CallContext call, out CallResource resource)
    {
        resource = call.Resource.GetValueOrDefault();
        return call is { Endpoint: ProviderEndpoint.Api, Resource: not null, Priority: not CallPriority.SignIn };
    }

    private void Sweep()
    {
        if (clock.GetElapsedTime(_sweptAt) < SweepInterval)
            return;
        _sweptAt = clock.GetTimestamp();
        foreach (var (key, grant) in _grants)
        {
            grant.RemoveExpired();
            if (grant.IsExpired)
                _grants.Remove(key);
        }

        _isEmpty = _grants.Count == 0;
    }
}
