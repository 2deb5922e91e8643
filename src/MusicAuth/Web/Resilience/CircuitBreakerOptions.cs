namespace MusicAuth.Web.Resilience;

/// <param name="Breaks">How long the breaker stays open before each probe; a failed probe doubles it.</param>
/// <param name="Jitter">A random addition up to this, so that replicas do not probe in step.</param>
/// <param name="AdmitsUnaffectedGrants">
/// Whether a grant without a failure of its own still passes while the breaker is open. If so, failed connections of a
/// single grant open the breaker. If not, failures of several grants must open it, a grant without a failure gets the
/// first probe at once, and all other probes are at least one break apart.
/// </param>
internal sealed record CircuitBreakerOptions(BackoffSteps Breaks, TimeSpan Jitter, bool AdmitsUnaffectedGrants);
