using System.CommandLine;

namespace MusicAuth.Operations.Cli;

/// <summary>The command <c>doctor</c>: finds the faults that keep MusicAuth from working, and names remedies.</summary>
internal static class DoctorCommand
{
    public static Verb Create(CommandHost host)
    {
        var json = new Option<bool>("--json") { Description = "Prints the report as JSON." };
        var verb = new Verb(
            "doctor", "Checks everything that can keep MusicAuth from working, and changes nothing.", json)
        {
            Examples = ["doctor", "doctor --json"],
            ExitCodes =
            [
                (0, "Healthy, or only warnings."), (StartupException.Configuration, "The command line is not valid."),
                (DoctorReport.ErrorsFound, "A check failed."),
            ],
        };
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var report = await ExamineAsync(host, parsed, cancellationToken);
            var output = parsed.InvocationConfiguration.Output;
            foreach (var line in parsed.GetValue(json) ? [report.ToJson()] : report.ToLines())
                await output.WriteLineAsync(line);
            return report.ExitCode;
        });
        return verb;
    }

    private static async Task<DoctorReport> ExamineAsync(
        CommandHost host, ParseResult parsed, CancellationToken cancellationToken)
    {
        var report = new DoctorReport([]);
        try
        {
            await host.RunWithoutValidationAsync(parsed, async services =>
            {
                report = await services.GetRequiredService<DoctorRunner>().RunAsync(cancellationToken);
                return 0;
            });
            return report;
        }
        // A file of settings that cannot be read: no other check is possible.
        catch (StartupException failure) when (failure.ExitCode == StartupException.Configuration)
        {
            return new DoctorReport([CheckReport.Of("configuration", SettingsCheck.Describe(failure))]);
        }
    }
}
