using System.Diagnostics;
using System.Text.RegularExpressions;
using MusicAuth.Persistence.Migrations;
using MusicAuth.Sandbox;
using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Deploy;

/// <summary>The commands of the documentation: bash parses all of them, and those that can run succeed.</summary>
public sealed partial class DocumentedCommandTests
{
    // A track on Spotify, and one in the sandbox.
    private const string DocumentedTrack = "4iV5W9uYEdYUVa79Axb7Rh";
    private const string SandboxTrack = "6xHt7HPNcYv97llkhQHjMW";

    private const RegexOptions Options =
        RegexOptions.Multiline | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture;

    private static readonly IReadOnlyList<DocumentedBlock> Blocks =
    [
        .. Directory.GetFiles(Builds.Root, "*.md")
            .Concat(((string[])["docs", "samples"]).SelectMany(folder => Directory.GetFiles(
                Path.Combine(Builds.Root, folder), "*.md", SearchOption.AllDirectories)))
            .Append(Path.Combine(Builds.Root, "tests", "clients", "README.md"))
            .Select(file => Path.GetRelativePath(Builds.Root, file)).Order(StringComparer.Ordinal)
            .SelectMany(DocumentedBlock.In),
    ];

    [Fact]
    public async Task Bash_understands_every_block()
    {
        Blocks.Count.ShouldBeGreaterThan(30);
        foreach (var block in Blocks)
        {
            var (code, output) = await BashAsync(["-n", "-c", Placeholder().Replace(block.Text, "X")], []);
            code.ShouldBe(0, $"{block}: {output}");
        }
    }

    [Fact]
    public void Every_command_runs_or_has_a_reason() => Blocks
        .SelectMany(block => block.CommandsWithoutReason.Select(command => $"{block}: {command}")).ShouldBeEmpty();

    [Fact]
    public void Every_file_of_a_command_exists()
    {
        var named = Blocks.SelectMany(block => RepositoryFile().Matches(block.Text)
            .Select(match => (Block: block.ToString(), Path: match.Groups["path"].Value.TrimEnd('.')))).ToList();

        named.Count.ShouldBeGreaterThan(20);
        named.Where(file => !Path.Exists(Path.Combine(Builds.Root, file.Path))).ShouldBeEmpty();
    }

    // Compose fails if a variable is not set.
    [Fact]
    public void Every_compose_command_in_deploy_reads_the_env_file() => Blocks
        .SelectMany(block => block.Commands).Where(command => command.Contains("-f deploy/compose."))
        .Where(command => !command.Contains("--env-file .env") && !command.Contains("compose.sandbox"))
        .ShouldBeEmpty();

    [Fact]
    public async Task Every_command_that_can_run_succeeds()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        await using var broker = await StandaloneBroker.StartAsync(new BrokerSetup
        {
            Sandbox = sandbox,
            Settings = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Spotify:AllowedScopes"] = "user-library-modify",
            },
        });
        using var dora = new CookieClient(broker.Address);
        await dora.SignInAsync("spotify", "dora", "user-library-modify");
        await dora.SignInAsync("deezer", "dora");
        using var folder = new TempFolder();
        File.Copy(Path.Combine(Builds.Root, ".env.example"), folder.PathOf(".env.example"));
        // A data directory after an update.
        Directory.CreateDirectory(folder.PathOf("data"));
        var database = folder.PathOf(Path.Combine("data", "musicauth.db"));
        await File.WriteAllTextAsync(database, "");
        await File.WriteAllTextAsync($"{database}.before-{MigrationIds.Sqlite[0]}", "");
        Dictionary<string, string> variables = new(StringComparer.Ordinal)
        {
            ["KEY"] = await dora.NewKeyAsync(
                "library:read", "connections:read", "spotify:read", "spotify:write", "catalog:read"),
            ["S"] = new Uri(sandbox.Address, "/_sandbox").ToString(),
        };
        var run = Blocks.Where(block => block.IsRun).ToList();
        run.Count.ShouldBeGreaterThan(10);

        foreach (var block in run)
        {
            var script = KeyLine().Replace(block.Text, "").Replace(DocumentedTrack, SandboxTrack)
                .Replace("curl ", "curl --fail-with-body -sS ")
                .Replace("http://127.0.0.1:5080", broker.Address.GetLeftPart(UriPartial.Authority));
            var (code, output) = await BashAsync(["-e", "-o", "pipefail", "-c", script], variables, folder.FullName);
            code.ShouldBe(0, $"{block}: {output}");
        }
    }

    private static async Task<(int Code, string Output)> BashAsync(
        string[] arguments, Dictionary<string, string> variables, string? folder = null)
    {
        var start = new ProcessStartInfo("/bin/bash", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = folder ?? Path.GetTempPath(),
        };
        foreach (var (name, value) in variables) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync() + await errors;
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }

    // <file> stands for a name.
    [GeneratedRegex("<[a-zA-Z]+>", RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"(^|[ ;(])(?<path>(deploy|src|tests|docs|samples)/[\w./-]+)", Options)]
    private static partial Regex RepositoryFile();

    // The line with the key of the reader. The test has its own key.
    [GeneratedRegex("^ *KEY=.*$", Options)]
    private static partial Regex KeyLine();
}
