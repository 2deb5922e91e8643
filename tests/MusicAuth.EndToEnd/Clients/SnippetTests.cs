using System.Diagnostics;
using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Clients;

/// <summary>Runs the snippets of the page as a user runs them.</summary>
public sealed class SnippetTests(SnippetFixture fixture) : IClassFixture<SnippetFixture>
{
    // The C# compiler takes long on a busy machine.
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(3);

    private static readonly string Clients = Path.Combine(Builds.Root, "tests", "clients");

    [LongTheory]
    [InlineData("curl", "bash", "-s")]
    [InlineData("javascript", "node", "--input-type=module")]
    [InlineData("python", "python3", "-")]
    [InlineData("csharp", "dotnet", "run -")]
    [InlineData("spotify-curl", "bash", "-s")]
    [InlineData("spotify-sdk", "node", "--input-type=module")]
    public async Task A_snippet_lists_the_playlists(string snippet, string program, string arguments)
    {
        if (program == "node") NodeScript.Require();
        else if (!IsInstalled(program)) Requirement.Missing(program, $"{program} is absent.");

        var output = await RunAsync(program, arguments, await fixture.ReadAsync(snippet));

        var expected = fixture.Playlists
            .Where(playlist => !snippet.StartsWith("spotify", StringComparison.Ordinal)
                || playlist.Provider == "spotify").ToList();
        expected.Count.ShouldBeGreaterThan(9);
        expected.Where(playlist => !output.Contains(playlist.Name)).ShouldBeEmpty(output);
    }

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program)));

    // The packages of Spotify's SDK are in the folder of the clients.
    private static async Task<string> RunAsync(string program, string arguments, string text)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = program == "node" ? Clients : Path.GetTempPath(),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(text);
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(Timeout);
        // An error message can contain the line that failed, and so the key.
        process.ExitCode.ShouldBe(0, Redacted(await errors));
        return await output;
    }

    private static string Redacted(string text) => string.Join(
        '\n', text.Split('\n').Where(line => !line.Contains("ma_", StringComparison.Ordinal)));
}
