using System.Diagnostics;
using System.Text.Json;
using MusicAuth.EndToEnd.Infrastructure;
using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Clients;

/// <summary>
/// The scripts of tests/clients. Without node, or before "npm ci" in that folder, a test is skipped, visibly; with
/// MUSICAUTH_TEST_REQUIRE=node it fails.
/// </summary>
internal static class Node
{
    private static readonly string Folder = Path.Combine(Builds.Root, "tests", "clients");

    public static void Require()
    {
        if (Lacking() is not { } lacking) return;
        var required = (Environment.GetEnvironmentVariable("MUSICAUTH_TEST_REQUIRE") ?? "").Split(',');
        if (required.Contains("node", StringComparer.Ordinal)) Assert.Fail($"{lacking}, but required.");
        Assert.Skip($"{lacking}.");
    }

    /// <summary>The one line that a script says when all went well.</summary>
    public static async Task<JsonElement> RunAsync(string script, Uri broker, string key)
    {
        var start = new ProcessStartInfo("node", [script])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["MUSICAUTH_URL"] = broker.ToString();
        start.Environment["MUSICAUTH_KEY"] = key;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var patience = new CancellationTokenSource(RunningProcess.Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException exception)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{script} did not end. {await errors}", exception);
        }

        process.ExitCode.ShouldBe(0, await errors);
        return JsonDocument.Parse(await output).RootElement;
    }

    private static string? Lacking()
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
