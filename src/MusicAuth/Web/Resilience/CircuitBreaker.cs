using System.Security.Cryptography;

namespace MusicAuth.Web.Resilience;

/// <summary>
/// Spares an endpoint of a provider that is down. It opens on <see cref="FailureEvidence"/>; while it is open, one
/// probe leaves per rest, by the grant that waits for one longest; the first answer to any grant closes it.
/// </summary>
/// <remarks>
/// It lies here since the API's calls (Upstream) and the refreshes (Grants) both use it and not each other. Seconds are
/// measured by timestamps: a clock that is set changes nothing.
/// </remarks>
internal sealed class CircuitBreaker(CircuitBreakerOptions rules, TimeProvider clock)
{
    private const int MostGrants = 256;

    private static readonly TimeSpan LongestPrecedence = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly FailureEvidence _evidence = new(oneGrantIsEnough: rules.AllowsOthers, clock);
    private readonly Dictionary<Guid, GrantProbes> _grants = [];
    private volatile bool _isQuiet = true;
    private TimeSpan _rest;
    private TimeSpan _jitter;
    private long _restsSince;
    private bool _isFirstProbeFree;
    private Guid? _prober;
    private long _order;

    public bool IsOpen
    {
        get
        {
            if (_isQuiet)
                return false;
            lock (_gate)
                return _rest > TimeSpan.Zero;
        }
    }

    /// <summary>How long until the next probe; zero where one may leave now, or all may.</summary>
    public TimeSpan TimeUntilProbe
    {
        get
        {
            if (_isQuiet)
                return TimeSpan.Zero;
            lock (_gate)
                return AtLeastZero(Remaining);
        }
    }

    // How long a due probe is kept for a grant that has waited longer than the one that asks.
    private TimeSpan Precedence => _rest / 3 < LongestPrecedence ? _rest / 3 : LongestPrecedence;

    private TimeSpan Remaining =>
        _rest == TimeSpan.Zero ? TimeSpan.Zero : _rest + _jitter - clock.GetElapsedTime(_restsSince);

    /// <summary>How long this grant would have to wait; it does not ask now.</summary>
    public TimeSpan PeekWait(Guid grant)
    {
        if (_isQuiet)
            return TimeSpan.Zero;
        lock (_gate)
            return _rest == TimeSpan.Zero ? TimeSpan.Zero : WaitNow(StandingOf(grant));
    }

    /// <summary>How long this grant must wait; zero where it may ask.</summary>
    /// <param name="grant">Whose call it is.</param>
    /// <param name="takesProbe">Whether the call leaves now, so that a probe that is due is this one.</param>
    public TimeSpan GetWait(Guid grant, bool takesProbe)
    {
        if (_isQuiet)
            return TimeSpan.Zero;
        lock (_gate)
        {
            if (_rest == TimeSpan.Zero)
                return TimeSpan.Zero;
            var standing = StandingOf(grant);
            var wait = WaitNow(standing);
            if (wait > TimeSpan.Zero)
                standing?.AskedAt = clock.GetTimestamp();
            else if (takesProbe && !Passes(standing))
                Probe(grant, standing);
            return wait;
        }
    }

    /// <param name="grant">Whose call failed.</param>
    /// <param name="resource">What it asked for; null where the endpoint has only one.</param>
    /// <param name="isConnection">Whether no answer came at all.</param>
    /// <returns>Whether a rest begins by it.</returns>
    public bool RecordFailure(Guid grant, object? resource, bool isConnection)
    {
        lock (_gate)
        {
            _isQuiet = false;
            if (_rest == TimeSpan.Zero)
                return _evidence.Add(grant, resource, isConnection) && Open();
            StandingOf(grant)?.LastTry = ++_order;
            // The calls that were under way when it opened prove nothing new.
            if (_prober != grant)
                return false;
            Begin(_rest * 2 < rules.LongestRest ? _rest * 2 : rules.LongestRest);
            return true;
        }
    }

    /// <summary>The endpoint answered, whatever it said.</summary>
    /// <returns>Whether it was open.</returns>
    public bool RecordResponse()
    {
        if (_isQuiet)
            return false;
        lock (_gate)
        {
            var wasOpen = _rest > TimeSpan.Zero;
            _rest = TimeSpan.Zero;
            _prober = null;
            _evidence.Clear();
            _grants.Clear();
            _isQuiet = true;
            return wasOpen;
        }
    }

    private bool Open()
    {
        foreach (var grant in _evidence.Grants)
            StandingOf(grant)?.LastTry = ++_order;
        _evidence.Clear();
        Begin(rules.FirstRest);
        _isFirstProbeFree = true;
        return true;
    }

    private void Begin(TimeSpan rest)
    {
        var longest = (int)rules.Jitter.TotalMilliseconds;
        (_rest, _restsSince, _prober) = (rest, clock.GetTimestamp(), null);
        _jitter = TimeSpan.FromMilliseconds(longest > 0 ? RandomNumberGenerator.GetInt32(longest) : 0);
    }

    // If nothing is heard of a probe, another one may leave after as long again.
    private void Probe(Guid grant, GrantProbes? standing)
    {
        Begin(_rest);
        (_prober, _isFirstProbeFree) = (grant, false);
        standing?.LastTry = ++_order;
    }

    private TimeSpan WaitNow(GrantProbes? standing) =>
        Passes(standing) || (_isFirstProbeFree && standing is { HasTried: false }) ? TimeSpan.Zero
        : AtLeastZero(IsPreceded(standing) ? Remaining + Precedence : Remaining);

    private bool Passes(GrantProbes? standing) => rules.AllowsOthers && standing is { HasTried: false };

    private bool IsPreceded(GrantProbes? standing) => _grants.Values.Any(other =>
        other != standing && other.AskedAt >= _restsSince && other.LastTry < (standing?.LastTry ?? long.MaxValue));

    // Null for one grant too many: it waits like all others, but behind them.
    private GrantProbes? StandingOf(Guid grant)
    {
        if (_grants.TryGetValue(grant, out var standing) || _grants.Count >= MostGrants)
            return standing;
        return _grants[grant] = new GrantProbes();
    }

    private static TimeSpan AtLeastZero(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.Zero;

    private sealed class GrantProbes
    {
        /// <summary>The place in the order of tries; zero before the first.</summary>
        public long LastTry { get; set; }

        public bool HasTried => LastTry > 0;

        /// <summary>When it was told to wait last.</summary>
        public long AskedAt { get; set; } = long.MinValue;
    }
}
