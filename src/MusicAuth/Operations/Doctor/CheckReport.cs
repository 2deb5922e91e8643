namespace MusicAuth.Operations.Doctor;

/// <summary>A check and its result.</summary>
/// <param name="Name">The name of the check.</param>
/// <param name="Status">The severity of the worst finding, or why there is none.</param>
/// <param name="Summary">The checked values, or why the check was not made; null for neither.</param>
/// <param name="Findings">Empty where all is well.</param>
internal sealed record CheckReport(
    string Name, CheckStatus Status, string? Summary, IReadOnlyList<DoctorFinding> Findings)
{
    public static CheckReport Of(string name, CheckResult result) => new(
        name,
        result.Findings.Select(finding => finding.Severity).DefaultIfEmpty(DoctorSeverity.Info).Max() switch
        {
            DoctorSeverity.Error => CheckStatus.Fail,
            DoctorSeverity.Warning => CheckStatus.Warn,
            _ => CheckStatus.Ok,
        },
        result.Summary, result.Findings);

    public static CheckReport Skipped(string name, string reason) => new(name, CheckStatus.Skip, reason, []);
}
