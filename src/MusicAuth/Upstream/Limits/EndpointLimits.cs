namespace MusicAuth.Upstream.Limits;

/// <summary>Everything that can hold back calls to one endpoint of a provider.</summary>
internal sealed class EndpointLimits(
    string provider, ProviderEndpoint endpoint, RateLimitScope[] scopes, RateWindow? window, CallScheduler scheduler,
    TimeProvider clock) : IDisposable
{
    private static readonly CircuitBreakerOptions BreakerOptions = new(
        new BackoffSteps(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(2)), Jitter: TimeSpan.Zero,
        AdmitsUnaffectedGrants: true);

    private readonly Dictionary<RateLimitScope, RateLimitBlockState> _blocks =
        scopes.ToDictionary(scope => scope, _ => new RateLimitBlockState(clock));

    public string Provider { get; } = provider;
    public ProviderEndpoint Endpoint { get; } = endpoint;
    public RateWindow? Window { get; } = window;
    public CallScheduler Scheduler { get; } = scheduler;
    public CircuitBreaker Breaker { get; } = new(BreakerOptions, clock);
    public ApiBackoffs Backoffs { get; } = new(clock);
    public TimeSpan LongestBlock => _blocks.Values.Max(block => block.Current?.Remaining) ?? TimeSpan.Zero;

    public TimeSpan TimeUntilRoom(CallPriority priority) => Window?.TimeUntilRoom(priority) ?? TimeSpan.Zero;

    public RateLimitBlockState GetBlocks(RateLimitScope scope) => _blocks[scope];

    public void ResetBlocks()
    {
        foreach (var block in _blocks.Values)
            block.Reset();
    }

    public void Dispose() => Scheduler.Dispose();
}
