using MusicAuth.Web;

namespace MusicAuth.Upstream;

/// <summary>What holds calls to one endpoint of a provider back.</summary>
internal sealed class EndpointState(CallLane lane, BlockKind[] kinds, TimeProvider clock) : IDisposable
{
    private static readonly CircuitRules Rules = new(
        FirstRest: TimeSpan.FromSeconds(10), LongestRest: TimeSpan.FromMinutes(2), Jitter: TimeSpan.Zero,
        AllowsOthers: true);

    private readonly CallPause?[] _blocks =
        [.. Enum.GetValues<BlockKind>().Select(kind => kinds.Contains(kind) ? new CallPause(clock) : null)];

    public CallLane Lane { get; } = lane;

    public CircuitBreaker Breaker { get; } = new(Rules, clock);

    public CallBackoffs Backoffs { get; } = new(clock);

    /// <summary>The longest block in force, of whatever kind of call.</summary>
    public Pause? LongestBlock =>
        _blocks.Select(block => block?.Current).OfType<Pause>().MaxBy(block => block.Rest);

    /// <summary>The blocks of one kind of call.</summary>
    public CallPause BlocksOf(BlockKind kind) =>
        _blocks[(int)kind] ?? throw new ArgumentOutOfRangeException(nameof(kind));

    public void Dispose() => Lane.Dispose();
}
