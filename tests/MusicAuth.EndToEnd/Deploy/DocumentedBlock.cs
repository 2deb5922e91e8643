using System.Text.RegularExpressions;

namespace MusicAuth.EndToEnd.Deploy;

/// <summary>A block of shell commands in the documentation.</summary>
public sealed partial record DocumentedBlock(string File, int Line, string Text)
{
    private const RegexOptions Options =
        RegexOptions.Multiline | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture;

    // Commands that the tests do not run, by their beginning, with the reason. All other commands run.
    private static readonly (string Beginning, string Reason)[] NotRun =
    [
        ("docker ", "no container engine; DeploymentFileTests check the files, and tests/containers/check runs them"),
        ("kubectl ", "no cluster; DeploymentFileTests check the files"),
        ("sudo ", "changes the machine; DeploymentFileTests check the unit"),
        ("journalctl ", "follows the service that the lines above install"),
        ("dotnet ", "builds, tests or starts what .ci/run and DemonstrationTests build, test and start"),
        (".ci/run", "runs these tests"),
        ("npm ", ".ci/run installs the clients"),
        ("MUSICAUTH_URL=", "SpotifyClientTests and DashboardSampleTests run the scripts"),
        ("MUSICAUTH_", "a long run by hand of tests that .ci/run has"),
        ("tests/mutate.sh", "takes twenty minutes; its result stands in reliability.md"),
        ("samples/dashboard/try", "starts until Ctrl-C; DashboardSampleTests run it on free ports"),
        ("./MusicAuth import-sqlite", "ImportSqliteCommandTests run it, with PostgreSQL"),
        ("MusicAuth ", "CommandsDocumentTests parse every one, and each command has tests of its own"),
        ("age ", "asks for a passphrase; AgeTests open such a file with another implementation of age"),
        ("pg_dump ", "a program of PostgreSQL, on a server with data"),
        ("sha256sum ", "needs the files of a release; .ci/release makes and checks them"),
        ("cd ", "goes to a folder that the line above makes"),
        ("tar ", "unpacks the files of a release"),
        ("curl -s https://music.example.org", "needs a public name; InstalledProxyTests ask the same"),
    ];

    public IReadOnlyList<string> Commands { get; } =
    [
        .. LineEnd().Replace(Text, " ").Split('\n').Select(line => line.Trim())
            .Where(line => line is not ("" or ['#', ..])),
    ];

    public bool IsRun => !Commands.Any(command => ReasonNotToRun(command) is not null);

    /// <summary>A block either runs as a whole, or has a reason for each of its commands.</summary>
    public IEnumerable<string> CommandsWithoutReason => IsRun
        ? []
        : Commands.Where(command => ReasonNotToRun(command) is null && !Assignment().IsMatch(command));

    public static IEnumerable<DocumentedBlock> In(string file)
    {
        var text = System.IO.File.ReadAllText(Path.Combine(Builds.Root, file));
        return ShellBlock().Matches(text).Select(match => new DocumentedBlock(
            file, text.AsSpan(0, match.Index).Count('\n') + 1, match.Groups["text"].Value));
    }

    public override string ToString() => $"{File}:{Line}";

    private static string? ReasonNotToRun(string command) => NotRun
        .FirstOrDefault(entry => command.StartsWith(entry.Beginning, StringComparison.Ordinal)).Reason;

    [GeneratedRegex(@"^ *```sh\n(?<text>.*?)^ *```$", Options | RegexOptions.Singleline)]
    private static partial Regex ShellBlock();

    [GeneratedRegex(@"\\\n *", Options)]
    private static partial Regex LineEnd();

    // A setting, or a variable that a later line uses.
    [GeneratedRegex(@"^(export )?[A-Za-z_]+=|^(cp \.env|openssl )", Options)]
    private static partial Regex Assignment();
}
