namespace MusicAuth.Operations.Doctor;

/// <summary>The result of a check.</summary>
/// <param name="Findings">Empty where all is well.</param>
/// <param name="Summary">The checked values in a few words; null where the name of the check says enough.</param>
internal sealed record CheckResult(IReadOnlyList<DoctorFinding> Findings, string? Summary = null)
{
    public static CheckResult Ok { get; } = new([]);

    public static CheckResult Of(params IReadOnlyList<DoctorFinding> findings) => new(findings);
}
