namespace MusicAuth.Upstream.Limits;

/// <summary>
/// The back-offs of single grants and resources at an API: the trouble of one is not the others'. The memory is
/// bounded, and a call is free of locks while nothing fails.
/// </summary>
internal sealed class ApiBackoffs(TimeProvider clock)
{
    private const int MostGrants = 1_000;
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, GrantBackoff> _grants = [];
    private volatile bool _isQuiet = true;
    private long _sweptAt = clock.GetTimestamp();

    /// <summary>How long this call must wait; zero where it may leave.</summary>
    public TimeSpan GetWait(CallContext turn, bool leaves)
    {
        if (_isQuiet || !Concerns(turn, out var resource))
            return TimeSpan.Zero;
        lock (_gate)
        {
            Sweep();
            return _grants.TryGetValue(turn.FailureKey, out var grant) ? grant.GetWait(resource, leaves) : TimeSpan.Zero;
        }
    }

    /// <returns>How long no call like it leaves from now on.</returns>
    public TimeSpan RecordFailure(CallContext turn, bool isConnection)
    {
        if (!Concerns(turn, out var resource))
            return TimeSpan.Zero;
        lock (_gate)
        {
            _isQuiet = false;
            if (!_grants.TryGetValue(turn.FailureKey, out var grant))
            {
                MakeRoom();
                // The catalogue is shared by all callers: there one resource never holds up the others.
                _grants[turn.FailureKey] = grant = new GrantBackoff(isOne: turn.UserId is not null, clock);
            }

            grant.RecordFailure(resource, isConnection);
            return grant.GetWait(resource, leaves: false);
        }
    }

    public void RecordResponse(CallContext turn)
    {
        if (_isQuiet || !Concerns(turn, out var resource))
            return;
        lock (_gate)
        {
            if (_grants.TryGetValue(turn.FailureKey, out var grant) && grant.RecordResponse(resource))
                _grants.Remove(turn.FailureKey);
            _isQuiet = _grants.Count == 0;
        }
    }

    // Each sign-in is another person's, and comes once.
    private static bool Concerns(CallContext turn, out CallResource resource)
    {
        resource = turn.Resource.GetValueOrDefault();
        return turn is { Side: ProviderEndpoint.Api, Resource: not null, Priority: not CallPriority.SignIn };
    }

    private void MakeRoom()
    {
        if (_grants.Count >= MostGrants)
            _grants.Remove(_grants.MinBy(grant => grant.Value.FailedAt).Key);
    }

    private void Sweep()
    {
        if (clock.GetElapsedTime(_sweptAt) < SweepInterval)
            return;
        _sweptAt = clock.GetTimestamp();
        foreach (var (id, grant) in _grants)
        {
            grant.RemoveExpired();
            if (grant.IsForgotten)
                _grants.Remove(id);
        }

        _isQuiet = _grants.Count == 0;
    }
}
