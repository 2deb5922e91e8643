namespace MusicAuth.Upstream;

/// <summary>
/// The back-offs of single grants and resources at an API: the trouble of one is not the others'. The memory is
/// bounded, and a call is free of locks while nothing fails.
/// </summary>
internal sealed class CallBackoffs(TimeProvider clock)
{
    private const int MostGrants = 1_000;
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, GrantBackoff> _grants = [];
    private volatile bool _isQuiet = true;
    private long _sweptAt = clock.GetTimestamp();

    /// <summary>How long this call must wait; zero where it may leave.</summary>
    public TimeSpan WaitOf(UpstreamTurn turn, bool leaves)
    {
        if (_isQuiet || !Concerns(turn, out var resource))
            return TimeSpan.Zero;
        lock (_gate)
        {
            Sweep();
            return _grants.TryGetValue(turn.Grant, out var grant) ? grant.WaitOf(resource, leaves) : TimeSpan.Zero;
        }
    }

    /// <returns>How long no call like it leaves from now on.</returns>
    public TimeSpan Failed(UpstreamTurn turn, bool isConnection)
    {
        if (!Concerns(turn, out var resource))
            return TimeSpan.Zero;
        lock (_gate)
        {
            _isQuiet = false;
            if (!_grants.TryGetValue(turn.Grant, out var grant))
            {
                MakeRoom();
                // The catalogue is shared by all callers: there one resource never holds up the others.
                _grants[turn.Grant] = grant = new GrantBackoff(isOne: turn.UserId is not null, clock);
            }

            grant.Failed(resource, isConnection);
            return grant.WaitOf(resource, leaves: false);
        }
    }

    public void Answered(UpstreamTurn turn)
    {
        if (_isQuiet || !Concerns(turn, out var resource))
            return;
        lock (_gate)
        {
            if (_grants.TryGetValue(turn.Grant, out var grant) && grant.Answered(resource))
                _grants.Remove(turn.Grant);
            _isQuiet = _grants.Count == 0;
        }
    }

    // Each sign-in is another person's, and comes once.
    private static bool Concerns(UpstreamTurn turn, out CallResource resource)
    {
        resource = turn.Resource.GetValueOrDefault();
        return turn is { Side: ProviderSide.Api, Resource: not null, Priority: not CallPriority.SignIn };
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
            grant.Forget();
            if (grant.IsForgotten)
                _grants.Remove(id);
        }

        _isQuiet = _grants.Count == 0;
    }
}
