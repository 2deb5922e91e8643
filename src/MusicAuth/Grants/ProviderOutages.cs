using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace MusicAuth.Grants;

/// <summary>
/// Spares a token endpoint that does not answer: after a few failures in a row one grant at a time asks, every half
/// minute; and when it is back, the others come one after another.
/// </summary>
public sealed class ProviderOutages(TimeProvider time)
{
    private const int FailuresInARow = 5;
    private const int JitterMilliseconds = 3000;
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Recovery = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(8);

    private readonly ConcurrentDictionary<string, State> _states = new(StringComparer.Ordinal);

    /// <summary>How long this refresh waits for its turn: zero in ordinary times.</summary>
    /// <returns>False where it would be too long, or somebody else's turn; then that long nothing can be had.</returns>
    public bool TryTakeTurn(string provider, out TimeSpan wait)
    {
        var state = StateOf(provider);
        var now = time.GetUtcNow();
        lock (state)
        {
            wait = TimeSpan.Zero;
            if (state.Failures >= FailuresInARow)
            {
                wait = state.NextProbe - now;
                if (wait > TimeSpan.Zero)
                    return false;
                wait = TimeSpan.Zero;
                state.NextProbe = NextProbe(now);
                return true;
            }

            if (now >= state.RecoveredAt + Recovery)
                return true;
            var turn = state.NextTurn > now ? state.NextTurn : now;
            wait = turn - now;
            if (wait > LongestWait)
                return false;
            state.NextTurn = turn + Step;
            return true;
        }
    }

    /// <summary>It gave no usable answer.</summary>
    public void Failed(string provider)
    {
        var state = StateOf(provider);
        lock (state)
        {
            if (++state.Failures == FailuresInARow)
                state.NextProbe = NextProbe(time.GetUtcNow());
        }
    }

    /// <summary>It answered, whatever it said.</summary>
    public void Answered(string provider)
    {
        var state = StateOf(provider);
        lock (state)
        {
            if (state.Failures >= FailuresInARow)
                state.RecoveredAt = state.NextTurn = time.GetUtcNow();
            state.Failures = 0;
        }
    }

    // Replicas must not ask in step.
    private static DateTimeOffset NextProbe(DateTimeOffset now) =>
        now + ProbeInterval + TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(JitterMilliseconds));

    private State StateOf(string provider) => _states.GetOrAdd(provider, static _ => new State());

    private sealed class State
    {
        public int Failures { get; set; }
        public DateTimeOffset NextProbe { get; set; }
        public DateTimeOffset RecoveredAt { get; set; } = DateTimeOffset.MinValue;
        public DateTimeOffset NextTurn { get; set; } = DateTimeOffset.MinValue;
    }
}
