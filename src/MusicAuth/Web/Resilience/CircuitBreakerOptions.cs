namespace MusicAuth.Web.Resilience;

/// <summary>How a <see cref="CircuitBreaker"/> shares its probes while it is open.</summary>
/// <param name="FirstRest">How long the endpoint is spared after the breaker has opened.</param>
/// <param name="LongestRest">A failed probe doubles the rest up to this.</param>
/// <param name="Jitter">A random addition to each rest, so that replicas do not probe in step.</param>
/// <param name="AllowsOthers">
/// Whether a grant that has not failed itself still passes while the breaker is open. Then failed connections of one
/// grant alone open it. Where others do not pass, it takes several grants, one that has not failed gets a probe at
/// once, and all other probes are at least a rest apart.
/// </param>
internal sealed record CircuitBreakerOptions(TimeSpan FirstRest, TimeSpan LongestRest, TimeSpan Jitter, bool AllowsOthers);
