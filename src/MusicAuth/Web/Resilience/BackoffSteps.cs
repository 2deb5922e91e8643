namespace MusicAuth.Web.Resilience;

/// <summary>Delays that double from <paramref name="First"/> up to <paramref name="Max"/>.</summary>
internal readonly record struct BackoffSteps(TimeSpan First, TimeSpan Max)
{
    /// <param name="previous">Zero before the first delay.</param>
    public TimeSpan After(TimeSpan previous) =>
        previous == TimeSpan.Zero ? First
        : previous * 2 < Max ? previous * 2
        : Max;
}
