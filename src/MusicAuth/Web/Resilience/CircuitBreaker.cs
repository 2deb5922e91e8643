using System.Security.Cryptography;

namespace MusicAuth.Web.Resilience;

/// <summary>
/// Spares an endpoint that fails. <see cref="FailureEvidence"/> or <see cref="Open"/> opens the breaker; while it is
/// open, one probe leaves per break, by the grant that has waited longest; the first response closes it.
/// </summary>
/// <remarks>
/// Upstream and Grants both use the breaker but not each other, so it belongs to Web. It measures time by timestamps:
/// a clock that is set changes nothing.
/// </remarks>
internal sealed class CircuitBreaker(CircuitBreakerOptions options, TimeProvider clock)
{
    private const int MaxGrants = 256;

    private static readonly TimeSpan MaxPrecedence = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly FailureEvidence _evidence = new(oneGrantSuffices: options.AdmitsUnaffectedGrants, clock);
    private readonly Dictionary<Guid, GrantProbes> _grants = [];
    private volatile bool _isHealthy = true;
    private TimeSpan _break;
    private TimeSpan _jitter;
    private long _breakSince;
    private bool _isFirstProbeFree;
    private Guid? _prober;
    private long _probeCount;

    public bool IsOpen
    {
        get
        {
            if (_isHealthy)
                return false;
            lock (_gate)
                return _break > TimeSpan.Zero;
        }
    }

    /// <summary>The reason given to <see cref="Open"/>; null while the breaker is closed.</summary>
    public string? Reason
    {
        get => _isHealthy ? null : field;
        private set;
    }

    /// <summary>Zero where a probe is due, and while the breaker is closed.</summary>
    public TimeSpan TimeUntilProbe
    {
        get
        {
            if (_isHealthy)
                return TimeSpan.Zero;
            lock (_gate)
                return AtLeastZero(Remaining);
        }
    }

    // How long a due probe is reserved for a grant that has waited longer than the one that asks.
    private TimeSpan Precedence => _break / 3 < MaxPrecedence ? _break / 3 : MaxPrecedence;

    private TimeSpan Remaining =>
        _break == TimeSpan.Zero ? TimeSpan.Zero : _break + _jitter - clock.GetElapsedTime(_breakSince);

    /// <summary>How long this grant would have to wait; asking does not count as waiting.</summary>
    public TimeSpan PeekWait(Guid grant)
    {
        if (_isHealthy)
            return TimeSpan.Zero;
        lock (_gate)
            return _break == TimeSpan.Zero ? TimeSpan.Zero : GetWaitNow(ProbesOf(grant));
    }

    /// <summary>How long this grant must wait; zero where it may call.</summary>
    /// <param name="grant">The grant that wants to call.</param>
    /// <param name="takesProbe">Whether the call leaves now and so becomes the probe that is due.</param>
    public TimeSpan GetWait(Guid grant, bool takesProbe)
    {
        if (_isHealthy)
            return TimeSpan.Zero;
        lock (_gate)
        {
            if (_break == TimeSpan.Zero)
                return TimeSpan.Zero;
            var probes = ProbesOf(grant);
            var wait = GetWaitNow(probes);
            if (wait > TimeSpan.Zero)
                probes?.LastAskedAt = clock.GetTimestamp();
            else if (takesProbe && !IsAdmitted(probes))
                BeginProbe(grant, probes);
            return wait;
        }
    }

    /// <summary>Opens the breaker without further evidence, or begins its next break.</summary>
    public void Open(string reason)
    {
        lock (_gate)
        {
            _isHealthy = false;
            Reason = reason;
            BeginBreak(options.Breaks.First);
        }
    }

    /// <param name="grant">The grant whose call failed.</param>
    /// <param name="resource">What the call asked for; null where the endpoint has one resource only.</param>
    /// <param name="isConnection">Whether no response arrived at all.</param>
    /// <returns>Whether the failure begins a break.</returns>
    public bool RecordFailure(Guid grant, object? resource, bool isConnection)
    {
        lock (_gate)
        {
            _isHealthy = false;
            if (_break == TimeSpan.Zero)
                return _evidence.Add(grant, resource, isConnection) && OpenOnEvidence();
            ProbesOf(grant)?.LastProbe = ++_probeCount;
            // Calls that were under way when the breaker opened prove nothing new.
            if (_prober != grant)
                return false;
            BeginBreak(options.Breaks.After(_break));
            return true;
        }
    }

    /// <summary>Closes the breaker: the endpoint responded, with any status.</summary>
    /// <returns>Whether the breaker was open.</returns>
    public bool RecordResponse()
    {
        if (_isHealthy)
            return false;
        lock (_gate)
        {
            var wasOpen = _break > TimeSpan.Zero;
            (_break, _prober, Reason) = (TimeSpan.Zero, null, null);
            _evidence.Clear();
            _grants.Clear();
            _isHealthy = true;
            return wasOpen;
        }
    }

    private bool OpenOnEvidence()
    {
        foreach (var grant in _evidence.Grants)
            ProbesOf(grant)?.LastProbe = ++_probeCount;
        _evidence.Clear();
        BeginBreak(options.Breaks.First);
        _isFirstProbeFree = true;
        return true;
    }

    private void BeginBreak(TimeSpan length)
    {
        var maxJitter = (int)options.Jitter.TotalMilliseconds;
        (_break, _breakSince, _prober) = (length, clock.GetTimestamp(), null);
        _jitter = TimeSpan.FromMilliseconds(maxJitter > 0 ? RandomNumberGenerator.GetInt32(maxJitter) : 0);
    }

    // A probe whose result is never recorded is followed by another one after the same break.
    private void BeginProbe(Guid grant, GrantProbes? probes)
    {
        BeginBreak(_break);
        (_prober, _isFirstProbeFree) = (grant, false);
        probes?.LastProbe = ++_probeCount;
    }

    private TimeSpan GetWaitNow(GrantProbes? probes) =>
        IsAdmitted(probes) || (_isFirstProbeFree && probes is { LastProbe: 0 }) ? TimeSpan.Zero
        : AtLeastZero(IsPreceded(probes) ? Remaining + Precedence : Remaining);

    private bool IsAdmitted(GrantProbes? probes) => options.AdmitsUnaffectedGrants && probes is { LastProbe: 0 };

    private bool IsPreceded(GrantProbes? probes) => _grants.Values.Any(other =>
        other != probes && other.LastAskedAt >= _breakSince && other.LastProbe < (probes?.LastProbe ?? long.MaxValue));

    // Null beyond the bound: such a grant waits like all others, but behind them.
    private GrantProbes? ProbesOf(Guid grant)
    {
        if (_grants.TryGetValue(grant, out var probes) || _grants.Count >= MaxGrants)
            return probes;
        return _grants[grant] = new GrantProbes();
    }

    private static TimeSpan AtLeastZero(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.Zero;

    private sealed class GrantProbes
    {
        /// <summary>The position of the last probe or failure in the order of all; zero before the first.</summary>
        public long LastProbe { get; set; }

        /// <summary>When this grant last had to wait.</summary>
        public long LastAskedAt { get; set; } = long.MinValue;
    }
}
