namespace MusicAuth.Operations.Doctor.Checks;

/// <summary>Whether the clock of this machine agrees with the clocks of the providers.</summary>
internal sealed class ClockCheck(DoctorApps apps, ProviderDate dateOf, TimeProvider time) : IDoctorCheck
{
    private static readonly TimeSpan WarningSkew = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ErrorSkew = TimeSpan.FromMinutes(5);

    public async Task<CheckResult> RunAsync(CancellationToken cancellationToken)
    {
        var all = await apps.ListAsync(cancellationToken);
        var skews = await Task.WhenAll(all.Select(app => MeasureAsync(app.Provider, cancellationToken)));
        if (skews.OfType<TimeSpan>().ToList() is not { Count: > 0 } measured)
            return new CheckResult([], all.Count == 0 ? "no provider is set up" : "not measured");
        // The clock of one provider can be wrong.
        var skew = measured.MinBy(each => each.Duration());
        return new CheckResult(
            skew.Duration() > WarningSkew ? [Describe(skew)] : [], $"{skew.Duration().TotalSeconds:0} s apart");
    }

    private static DoctorFinding Describe(TimeSpan skew) => new(
        "clock_skew", skew.Duration() > ErrorSkew ? DoctorSeverity.Error : DoctorSeverity.Warning,
        $"The clock of this machine is {skew.Duration().TotalSeconds:0} s {(skew > TimeSpan.Zero ? "fast" : "slow")}.",
        "Tokens look valid or expired at the wrong time, and sign-ins can fail.",
        "Set the clock by NTP, for example: timedatectl set-ntp true. In a container, correct the clock of the host.");

    private async Task<TimeSpan?> MeasureAsync(ProviderRegistration provider, CancellationToken cancellationToken) =>
        await dateOf(provider, cancellationToken) is { } date ? time.GetUtcNow() - date : null;
}
