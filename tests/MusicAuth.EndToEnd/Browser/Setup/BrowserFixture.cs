using Microsoft.Playwright;
using Xunit;

namespace MusicAuth.EndToEnd.Browser.Setup;

/// <summary>One demonstration and one Chromium for all browser tests; each has people and windows of its own.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";
    public const string NetworkName = "nas.local";
    public const string NetworkAddress = "127.0.0.2";

    private const float Patience = 30_000;

    private readonly TempFolder _data = new();
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private Demonstration? _demonstration;

    public Demonstration Demonstration =>
        _demonstration ?? throw new InvalidOperationException("Without Chromium nothing was started.");

    public async ValueTask InitializeAsync()
    {
        // The tests say so: a fixture cannot skip.
        if (!File.Exists(Chromium)) return;
        Assertions.SetDefaultExpectTimeout(Patience);
        _demonstration = await Demonstration.StartAsync(_data.FullName);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium,
            // A name of the network; nothing of ours listens at that address unless a test says so.
            Args = ["--no-sandbox", $"--host-resolver-rules=MAP {NetworkName} {NetworkAddress}"],
        });
    }

    public static void RequireChromium()
    {
        if (!File.Exists(Chromium))
            Requirement.Missing("chromium", $"{Chromium} is absent (Debian: apt-get install chromium).");
    }

    public async Task<BrowserWindow> OpenAsync(WindowOptions look, Uri? address = null)
    {
        var scheme = look.Dark ? ColorScheme.Dark : ColorScheme.Light;
        var context = await _browser!.NewContextAsync(new()
        {
            BaseURL = (address ?? Demonstration.Broker).ToString(),
            ViewportSize = new() { Width = look.Width, Height = look.Height },
            ColorScheme = scheme,
            Locale = look.Locale,
        });
        context.SetDefaultTimeout(Patience);
        return await BrowserWindow.OpenAsync(context, scheme);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_demonstration is not null)
        {
            await _demonstration.StopAsync();
            await _demonstration.DisposeAsync();
        }

        _data.Dispose();
    }
}
