using Microsoft.Extensions.Options;

namespace MusicAuth.Operations.Doctor.Checks;

/// <summary>Unknown names and invalid values of settings, all at once.</summary>
internal sealed class SettingsCheck(IStartupValidator configuration) : IDoctorCheck
{
    private const string Remedy = "Correct the setting, then run 'MusicAuth config check'.";

    public Task<CheckResult> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            StartupErrors.Validate(configuration);
            return Task.FromResult(CheckResult.Ok);
        }
        catch (StartupException invalid)
        {
            return Task.FromResult(Describe(invalid));
        }
    }

    /// <summary>A finding for each line of the message.</summary>
    public static CheckResult Describe(StartupException invalid) =>
        new([.. invalid.Message.Split(Environment.NewLine).Select(ToFinding)]);

    // Each line names the setting, and most state the remedy in their second sentence.
    private static DoctorFinding ToFinding(string line)
    {
        var isUnknown = line.Contains("is not a setting", StringComparison.Ordinal)
            || line.Contains("is not an option", StringComparison.Ordinal);
        var end = line.IndexOf(". ", StringComparison.Ordinal);
        return DoctorFinding.Error(
            isUnknown ? "setting_unknown" : "setting_invalid", end < 0 ? line : line[..(end + 1)], "",
            end < 0 ? Remedy : line[(end + 2)..]);
    }
}
