using System.Globalization;

namespace MusicAuth.Benchmarks.Measurements;

/// <summary>Lighthouse measures the page: throttled phone and desktop, signed out and signed in.</summary>
/// <remarks>
/// On two cores Chromium's processes, Lighthouse and MusicAuth share the cores, and Lighthouse multiplies the time that
/// the page waits for a core by four. So the phone is measured twice, the second time with real-time priority for the
/// process that runs the page.
/// </remarks>
internal static class PageBenchmark
{
    private const int Rounds = 5;

    public static async Task MeasureAsync(string published)
    {
        var folder = Directory.CreateTempSubdirectory("musicauth-page-");
        if (Lighthouse.Find(folder) is { } lighthouse) await MeasureAsync(published, lighthouse, folder);
        folder.Delete(recursive: true);
    }

    private static async Task MeasureAsync(string published, Lighthouse lighthouse, DirectoryInfo folder)
    {
        await using var sandboxProcess = await ServerProcess.SandboxAsync();
        using var sandbox = new SandboxClient(sandboxProcess.Address);
        await using var broker = ServerProcess.Broker(
            published, Path.Combine(folder.FullName, "data"), sandboxProcess.Address, ServerProcess.Caching);
        await broker.WaitUntilOkAsync("/health/ready");
        using var dora = await SignedInUser.SignInAsync("dora", broker, sandbox, "spotify", "deezer");
        var loads = Loads(dora.CookieHeader, await Lighthouse.CanHavePriorityAsync());
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var load in loads)
            {
                load.Reports.Add(await lighthouse.LoadAsync(
                    broker.Address, load.Cookie, load.IsPhone, load.HasPriority));
            }
        }

        Print(loads);
    }

    private static PageLoad[] Loads(string cookie, bool canHavePriority) =>
    [
        .. from hasPriority in canHavePriority ? new[] { false, true } : [false]
           from isPhone in new[] { true, false }
           from session in new[] { null, cookie }
           select new PageLoad(session, isPhone, hasPriority),
    ];

    private static void Print(PageLoad[] loads)
    {
        var table = new MarkdownTable(
            "profile", "page", "priority of the page", "performance", "min–max", "accessibility",
            "first contentful paint", "largest contentful paint", "blocking time", "layout shift");
        foreach (var load in loads)
        {
            table.Add(
                load.IsPhone ? "throttled phone" : "desktop",
                load.Cookie is null ? "signed out" : "signed in",
                load.HasPriority ? "real time" : "as usual",
                load.Median(report => report.Performance),
                Statistics.Range([.. load.Reports.Select(report => report.Performance)]),
                load.Median(report => report.Accessibility),
                $"{load.Median(report => report.FirstPaint)} ms",
                $"{load.Median(report => report.LargestPaint)} ms",
                $"{load.Median(report => report.BlockingTime)} ms",
                load.Median(report => report.LayoutShift, "0.00"));
        }

        table.Print($"Lighthouse, medians of {Rounds} alternating rounds");
    }

    private sealed record PageLoad(string? Cookie, bool IsPhone, bool HasPriority)
    {
        public List<LighthouseReport> Reports { get; } = [];

        public string Median(Func<LighthouseReport, double> value, string format = "#,0") =>
            Statistics.Median(Reports.Select(value)).ToString(format, CultureInfo.InvariantCulture);
    }
}
