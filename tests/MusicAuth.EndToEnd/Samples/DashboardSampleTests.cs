using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Samples;

/// <summary>samples/dashboard in a browser, against a MusicAuth with the sandbox.</summary>
public sealed class DashboardSampleTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private const int MaxLines = 300;
    private static readonly string Folder = Path.Combine(Builds.Root, "samples", "dashboard");

    [Fact]
    public void The_whole_sample_has_at_most_300_lines() => Directory.GetFiles(Folder)
        .Where(file => Path.GetExtension(file) != ".png").Sum(file => File.ReadAllLines(file).Length)
        .ShouldBeLessThanOrEqualTo(MaxLines);

    [LongFact]
    public async Task The_dashboard_shows_the_lists_of_both_services_and_the_link_to_a_new_consent()
    {
        var broker = await StartBrokerAsync();
        using var dora = new CookieClient(broker.Address);
        await dora.SignInAsync("spotify", "dora");
        await dora.SignInAsync("deezer", "dora");
        var key = await dora.NewKeyAsync("library:read");
        var dashboard = EndAfterWindows(await DashboardServer.StartAsync(broker.Address, key));
        var window = await OpenWindowAsync(dashboard.Address);
        var page = window.Page;

        await Expect(page.Locator(".card")).ToHaveCountAsync(24);
        await Expect(page.Locator(".card .badge.spotify")).ToHaveCountAsync(12);
        await Expect(page.Locator(".card .badge.deezer")).ToHaveCountAsync(12);
        await Expect(page.Locator(".row")).ToHaveCountAsync(50);
        await Expect(page.Locator(".notice")).ToHaveCountAsync(0);
        (await page.ContentAsync()).ShouldNotContain(key);
        await window.ShouldBeAccessibleAsync("the sample");
        await window.ShouldNotScrollSidewaysAsync();
        await window.SaveScreenshotAsync("sample-dashboard", whole: false);

        await broker.Control.RevokeAsync("spotify", "dora");
        await page.ReloadAsync();

        var link = page.Locator(".notice a").First;
        await Expect(link).ToHaveTextAsync("Sign in to Spotify");
        (await link.GetAttributeAsync("href"))!.ShouldStartWith(new Uri(broker.Address, "/login/spotify").ToString());
        await Expect(page.Locator(".card .badge.deezer")).ToHaveCountAsync(12);
        await window.SaveScreenshotAsync("sample-dashboard-reauthorize", whole: false);
    }

    [LongFact]
    public async Task The_dashboard_sends_no_request_before_the_time_that_MusicAuth_names()
    {
        var busy = EndAfterWindows(await BusyMusicAuth.StartAsync());
        var dashboard = EndAfterWindows(await DashboardServer.StartAsync(busy.Address, "ma_key_of_the_test"));
        var page = (await OpenWindowAsync(dashboard.Address)).Page;
        await page.ReloadAsync();
        await Expect(page.Locator(".notice").First).ToContainTextAsync("Too many requests. Next try in 3600 s.");
        // The page keeps its last list.
        await Expect(page.Locator("h2").First).ToContainTextAsync("41");
        var requests = busy.Requests;

        await page.ReloadAsync();
        await page.ReloadAsync();

        busy.Requests.ShouldBe(requests);
    }

    [LongFact]
    public async Task One_command_starts_the_dashboard_with_simulated_accounts_and_leaves_no_files()
    {
        NodeScript.Require();
        using var temporary = new TempFolder();
        var (port, broker) = (FreePort.Take(), FreePort.Take());
        var start = new ProcessStartInfo(Path.Combine(Folder, "try"))
        {
            Environment =
            {
                ["PORT"] = $"{port}",
                ["BROKER_PORT"] = $"{broker}",
                ["SANDBOX_PORT"] = $"{FreePort.Take()}",
                ["SANDBOX"] = Builds.Sandbox,
                ["TMPDIR"] = temporary.FullName,
            },
        };
        var sample = EndAfterWindows(RunningProcess.Start(start));
        await sample.WaitForLineAsync("The dashboard is at");
        var page = (await OpenWindowAsync(new Uri($"http://127.0.0.1:{port}"))).Page;

        await Expect(page.Locator(".card .badge.spotify")).ToHaveCountAsync(12);
        await Expect(page.Locator(".card .badge.deezer")).ToHaveCountAsync(12);

        await sample.TerminateAsync();
        await sample.WaitForExitAsync();
        Directory.GetFileSystemEntries(temporary.FullName).ShouldBeEmpty();
        using var probe = new TcpListener(IPAddress.Loopback, broker);
        probe.Start();
    }
}
