namespace MusicAuth.Operations.Doctor;

/// <summary>Something that needs the operator.</summary>
/// <param name="Code">The kind of finding, for programs. The code is stable.</param>
/// <param name="Severity">How urgent the finding is.</param>
/// <param name="Title">One sentence.</param>
/// <param name="Detail">The consequence or the cause; empty where the title says enough.</param>
/// <param name="Remedy">The next step, with its setting or command.</param>
internal sealed record DoctorFinding(
    string Code, DoctorSeverity Severity, string Title, string Detail, string Remedy)
{
    public static DoctorFinding Info(string code, string title, string detail, string remedy) =>
        new(code, DoctorSeverity.Info, title, detail, remedy);

    public static DoctorFinding Warning(string code, string title, string detail, string remedy) =>
        new(code, DoctorSeverity.Warning, title, detail, remedy);

    public static DoctorFinding Error(string code, string title, string detail, string remedy) =>
        new(code, DoctorSeverity.Error, title, detail, remedy);
}
