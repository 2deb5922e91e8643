namespace MusicAuth.Operations.Doctor;

/// <summary>The results of all checks.</summary>
internal sealed record DoctorReport(IReadOnlyList<CheckReport> Checks)
{
    public const int ErrorsFound = 2;
    private const string Indent = "      ";

    /// <summary>0, or 2 where a check failed.</summary>
    public int ExitCode => Checks.Any(check => check.Status == CheckStatus.Fail) ? ErrorsFound : 0;

    public string ToJson() => CommandOutput.ToJson(new { Healthy = ExitCode == 0, Checks });

    public IEnumerable<string> ToLines()
    {
        foreach (var check in Checks)
        {
            var summary = check.Summary is null ? "" : $": {check.Summary}";
            yield return $"{NameOf(check.Status),-5} {check.Name}{summary}";
            foreach (var finding in check.Findings)
            {
                yield return $"{Indent}{finding.Title} [{finding.Code}]";
                if (finding.Detail.Length > 0)
                    yield return $"{Indent}{finding.Detail}";
                yield return $"{Indent}-> {finding.Remedy}";
            }
        }
    }

    private static string NameOf(CheckStatus status) => status switch
    {
        CheckStatus.Ok => "ok",
        CheckStatus.Warn => "warn",
        CheckStatus.Fail => "fail",
        _ => "skip",
    };
}
