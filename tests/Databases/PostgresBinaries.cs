using System.Diagnostics;
using Xunit;

namespace MusicAuth.Databases;

/// <summary>
/// PostgreSQL as it is installed here. Where it is absent a test is skipped, visibly; with MUSICAUTH_TEST_REQUIRE
/// naming postgres it fails.
/// </summary>
internal sealed class PostgresBinaries
{
    private const string Missing = "PostgreSQL is not installed (apt-get install postgresql)";
    private readonly string _folder;

    private PostgresBinaries(string folder) => _folder = folder;

    public static PostgresBinaries Require()
    {
        if (Find() is { } folder)
            return new(folder);
        if ((Environment.GetEnvironmentVariable("MUSICAUTH_TEST_REQUIRE") ?? "").Contains("postgres"))
            Assert.Fail(Missing);
        Assert.Skip(Missing);
        throw new UnreachableException();
    }

    /// <summary>The command line of a program; it refuses to be run by root.</summary>
    public string[] Command(string program)
    {
        var file = Path.Combine(_folder, program);
        if (Environment.UserName != "root")
            return [file];
        var user = File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:")) ? "postgres" : "nobody";
        return ["setpriv", $"--reuid={user}", $"--regid={Group(user)}", "--clear-groups", file];
    }

    public async Task RunAsync(string program, params string[] arguments)
    {
        string[] command = [.. Command(program), .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };
        using var process = Process.Start(start)!;
        var output = await Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program}: {string.Concat(output)}");
    }

    // Debian keeps several versions side by side; others have one on the path.
    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("MUSICAUTH_TEST_POSTGRES_BIN") is { } given)
            return IsComplete(given) ? given : null;
        var debian = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [];
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return debian
            .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0)
            .Select(folder => Path.Combine(folder, "bin"))
            .Concat(path)
            .FirstOrDefault(IsComplete);
    }

    private static bool IsComplete(string folder) =>
        File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres"));

    private static string Group(string user) =>
        File.ReadLines("/etc/passwd").Single(line => line.StartsWith($"{user}:")).Split(':')[3];
}
