using System.Collections.Concurrent;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Shouldly;

namespace MusicAuth.EndToEnd.Browser.Setup;

/// <summary>A separate browser profile with one window, and the errors of its console.</summary>
public sealed class BrowserWindow : IAsyncDisposable
{
    // The rules whose result depends on the colours.
    private static readonly AxeRunOptions OnlyColours =
        new() { RunOnly = RunOnlyOptions.Rules("color-contrast", "link-in-text-block") };

    private readonly IBrowserContext _context;
    private readonly ColorScheme _scheme;
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly List<string> _expected = [];

    private BrowserWindow(IBrowserContext context, IPage page, ColorScheme scheme)
    {
        _context = context;
        _scheme = scheme;
        Page = page;
    }

    public IPage Page { get; }

    public string Path => new Uri(Page.Url).PathAndQuery;

    public static async Task<BrowserWindow> OpenAsync(IBrowserContext context, ColorScheme scheme)
    {
        var window = new BrowserWindow(context, await context.NewPageAsync(), scheme);
        // Reports of the content security policy arrive as console errors.
        context.Console += (_, message) => window.RecordMessage(message.Type, message.Text, message.Location);
        context.Request += (_, request) => window.CheckHost(request);
        context.WebError += (_, error) => window._errors.Enqueue($"uncaught: {error.Error}");
        return window;
    }

    /// <summary>Allows an error that belongs to the test: Chromium reports every failed request as one.</summary>
    public void Expect(string part) => _expected.Add(part);

    public void ShouldHaveNoErrors() => _errors
        .Where(error => !_expected.Any(part => error.Contains(part, StringComparison.Ordinal)))
        .ShouldBeEmpty();

    /// <summary>Saves a screenshot if MUSICAUTH_SCREENSHOTS names a folder.</summary>
    public async Task SaveScreenshotAsync(string name, bool whole = true)
    {
        if (Environment.GetEnvironmentVariable("MUSICAUTH_SCREENSHOTS") is not { Length: > 0 } folder) return;
        await Page.ScreenshotAsync(new()
        {
            Path = System.IO.Path.Combine(folder, $"{name}.png"),
            FullPage = whole,
            Animations = ScreenshotAnimations.Disabled,
        });
    }

    /// <summary>Applies the rules of axe to this state of the page, light and dark.</summary>
    public async Task ShouldBeAccessibleAsync(string state)
    {
        var other = _scheme is ColorScheme.Dark ? ColorScheme.Light : ColorScheme.Dark;
        // During a transition between two colours axe would measure neither of them.
        await Page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        var violations = await ViolationsAsync(new());
        await Page.EmulateMediaAsync(new() { ColorScheme = other });
        violations = [.. violations, .. await ViolationsAsync(OnlyColours)];
        await Page.EmulateMediaAsync(new() { ColorScheme = _scheme, ReducedMotion = ReducedMotion.Null });
        violations.ShouldBeEmpty($"{state}, {Page.Url}");
    }

    /// <summary>Applies the rules of axe without a change of the colours.</summary>
    public async Task ShouldBeAccessibleInItsColoursAsync(string state) =>
        (await ViolationsAsync(new())).ShouldBeEmpty($"{state}, {Page.Url}");

    /// <summary>The page is not wider than the window.</summary>
    public async Task ShouldNotScrollSidewaysAsync() =>
        (await Page.EvaluateAsync<int>("document.documentElement.scrollWidth"))
            .ShouldBeLessThanOrEqualTo(Page.ViewportSize!.Width, Page.Url);

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    private async Task<string[]> ViolationsAsync(AxeRunOptions options) =>
    [
        .. (await Page.RunAxe(options)).Violations.SelectMany(rule => rule.Nodes.Select(
            node => $"{rule.Id}: {node.Html} {node.Any.FirstOrDefault()?.Message}")),
    ];

    // The page works without the internet, so a request to another machine is an error.
    private void CheckHost(IRequest request)
    {
        var address = new Uri(request.Url);
        if (address.Scheme is "http" or "https" && !address.IsLoopback)
            _errors.Enqueue($"left this machine: {address.Host}");
    }

    private void RecordMessage(string type, string text, string location)
    {
        if (type is "error" or "warning") _errors.Enqueue($"{type}: {text} ({location})");
    }
}
