using System.Diagnostics;
using System.Text.Json;

namespace MusicAuth.Benchmarks.Processes;

/// <summary>Lighthouse with Chromium: <c>npm ci --prefix tests/lighthouse --ignore-scripts</c> installs it.</summary>
internal sealed class Lighthouse(string program, DirectoryInfo folder)
{
    // A trace without the start of the navigation, or a page that Chromium had no time to paint.
    private const int Attempts = 4;

    private static readonly string[] Browsers = ["/usr/bin/chromium", "/usr/bin/google-chrome"];

    /// <returns>Null if Lighthouse or Chromium is not installed.</returns>
    public static Lighthouse? Find(DirectoryInfo folder)
    {
        var program = Path.Combine(
            PublishedBuilds.Root, "tests", "lighthouse", "node_modules", ".bin", "lighthouse");
        if (File.Exists(program) && Array.Exists(Browsers, File.Exists)) return new(program, folder);
        Console.WriteLine("Lighthouse or Chromium is not installed (npm ci --prefix tests/lighthouse "
            + "--ignore-scripts; apt-get install chromium), so the page is not measured.\n");
        return null;
    }

    /// <summary>Tells whether a process on this machine may have real-time priority.</summary>
    public static async Task<bool> CanHavePriorityAsync()
    {
        using var attempt = Process.Start("chrt", ["-r", "1", "true"]);
        await attempt.WaitForExitAsync();
        return attempt.ExitCode == 0;
    }

    /// <summary>Loads the page once.</summary>
    /// <param name="hasPriority">The process that runs the page then never waits for another program.</param>
    public async Task<LighthouseReport> LoadAsync(Uri page, string? cookie, bool isPhone, bool hasPriority)
    {
        var report = Path.Combine(folder.FullName, "report.json");
        var flags = "--headless=new --no-sandbox";
        if (hasPriority) flags += $" --renderer-cmd-prefix={await PriorityScriptAsync()}";
        List<string> args =
        [
            page.ToString(), "--quiet", "--output=json", $"--output-path={report}",
            "--only-categories=performance,accessibility", $"--chrome-flags={flags}",
        ];
        if (!isPhone) args.Add("--preset=desktop");
        if (cookie is not null) args.Add($"--extra-headers={JsonSerializer.Serialize(new { Cookie = cookie })}");
        for (var attempt = 1; ; attempt++)
        {
            await RunAsync(args);
            if (await LighthouseReport.ReadAsync(report) is { } result) return result;
            if (attempt == Attempts) throw new InvalidOperationException($"Lighthouse failed {Attempts} times.");
        }
    }

    private async Task RunAsync(List<string> args)
    {
        var start = new ProcessStartInfo(program, args)
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        };
        start.Environment["CHROME_PATH"] = Array.Find(Browsers, File.Exists);
        using var process = Process.Start(start)!;
        await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
    }

    private async Task<string> PriorityScriptAsync()
    {
        var script = Path.Combine(folder.FullName, "priority");
        await File.WriteAllTextAsync(script, "#!/bin/sh\nexec chrt -r 1 \"$@\"\n");
        File.SetUnixFileMode(
            script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return script;
    }
}
