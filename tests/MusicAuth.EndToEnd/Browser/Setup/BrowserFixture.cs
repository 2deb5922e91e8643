using Microsoft.Playwright;
using Xunit;

namespace MusicAuth.EndToEnd.Browser.Setup;

/// <summary>One demonstration and one Chromium for all browser tests; each test has its own users.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    // The headless shell draws the same pages with a quarter less processor time.
    private static readonly string? Chromium = new[] { "/usr/bin/chromium-headless-shell", "/usr/bin/chromium" }
        .FirstOrDefault(File.Exists);

    public const string NetworkName = "nas.local";
    public const string NetworkAddress = "127.0.0.2";

    private const float TimeoutMilliseconds = 30_000;

    private readonly TempFolder _data = new();
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private Demonstration? _demonstration;

    public Demonstration Demonstration =>
        _demonstration ?? throw new InvalidOperationException("The demonstration needs Chromium.");

    public async ValueTask InitializeAsync()
    {
        // A fixture cannot skip, so the tests report that Chromium is absent.
        if (Chromium is null) return;
        Assertions.SetDefaultExpectTimeout(TimeoutMilliseconds);
        _demonstration = await Demonstration.StartAsync(_data.FullName);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium,
            // A host name of the network. A server listens at its address only if a test starts one.
            Args = ["--no-sandbox", $"--host-resolver-rules=MAP {NetworkName} {NetworkAddress}"],
        });
    }

    public static void RequireChromium()
    {
        if (Chromium is null)
            Requirement.Missing("chromium", "Chromium is absent (Debian: apt-get install chromium-headless-shell).");
    }

    public async Task<BrowserWindow> OpenAsync(WindowOptions options, Uri? address = null)
    {
        var scheme = options.Dark ? ColorScheme.Dark : ColorScheme.Light;
        var context = await _browser!.NewContextAsync(new()
        {
            BaseURL = (address ?? Demonstration.Broker).ToString(),
            ViewportSize = new() { Width = options.Width, Height = options.Height },
            ColorScheme = scheme,
            Locale = options.Locale,
        });
        context.SetDefaultTimeout(TimeoutMilliseconds);
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
