using System.Diagnostics;
using System.Text.Json;
using Shouldly;

namespace MusicAuth.EndToEnd.Clients;

/// <summary>
/// Runs the scripts of tests/clients. Without node, or before "npm ci" in that folder, a test is skipped with a
/// reason; with MUSICAUTH_TEST_REQUIRE=node it fails.
/// </summary>
internal static class NodeScript
{
    private static readonly string Folder = Path.Combine(Builds.Root, "tests", "clients");

    public static void Require()
    {
        if (ReasonToSkip() is { } reason)
            Requirement.Missing("node", $"{reason}.");
    }

    /// <summary>Runs a script that must succeed, and returns the JSON that it prints.</summary>
    public static async Task<JsonElement> RunAsync(string script, Uri broker, string key)
    {
        var (code, output, errors) = await RunAsync(
            [script],
            new() { ["MUSICAUTH_URL"] = broker.ToString(), ["MUSICAUTH_KEY"] = key });
        code.ShouldBe(0, errors);
        return JsonDocument.Parse(output).RootElement;
    }

    /// <summary>Runs a program of node_modules, and returns its exit code and its output.</summary>
    public static async Task<(int Code, string Output)> RunToEndAsync(string[] arguments)
    {
        var (code, output, errors) = await RunAsync(arguments, []);
        return (code, output + errors);
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(
        string[] arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("node", arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var timeout = new CancellationTokenSource(RunningProcess.Timeout);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException exception)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{arguments[0]} did not end. {await errors}", exception);
        }

        return (process.ExitCode, await output, await errors);
    }

    private static string? ReasonToSkip()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var name = OperatingSystem.IsWindows() ? "node.exe" : "node";
        if (!folders.Any(folder => File.Exists(Path.Combine(folder, name))))
            return "node is absent (Debian: apt-get install nodejs npm)";
        return Directory.Exists(Path.Combine(Folder, "node_modules"))
            ? null
            : "The clients are not installed (npm ci in tests/clients)";
    }
}
