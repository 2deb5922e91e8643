namespace MusicAuth.Upstream.Limits;

/// <summary>What holds calls to one endpoint of a provider back.</summary>
internal sealed class EndpointLimits(CallScheduler lane, RateLimitScope[] kinds, TimeProvider clock) : IDisposable
{
    private static readonly CircuitBreakerOptions Rules = new(
        FirstRest: TimeSpan.FromSeconds(10), LongestRest: TimeSpan.FromMinutes(2), Jitter: TimeSpan.Zero,
        AllowsOthers: true);

    private readonly RateLimitBlockState?[] _blocks =
        [.. Enum.GetValues<RateLimitScope>().Select(kind => kinds.Contains(kind) ? new RateLimitBlockState(clock) : null)];

    public CallScheduler Scheduler { get; } = lane;

    public CircuitBreaker Breaker { get; } = new(Rules, clock);

    public ApiBackoffs Backoffs { get; } = new(clock);

    /// <summary>The longest block in force, of whatever kind of call.</summary>
    public RateLimitBlock? LongestBlock =>
        _blocks.Select(block => block?.Current).OfType<RateLimitBlock>().MaxBy(block => block.Rest);

    /// <summary>The blocks of one kind of call.</summary>
    public RateLimitBlockState GetBlocks(RateLimitScope kind) =>
        _blocks[(int)kind] ?? throw new ArgumentOutOfRangeException(nameof(kind));

    public void Dispose() => Scheduler.Dispose();
}
