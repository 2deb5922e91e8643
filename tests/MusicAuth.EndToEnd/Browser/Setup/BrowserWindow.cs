using System.Collections.Concurrent;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Shouldly;

namespace MusicAuth.EndToEnd.Browser.Setup;

/// <summary>A browser profile of its own with one window, and everything that its console complains of.</summary>
public sealed class BrowserWindow : IAsyncDisposable
{
    // What the other colours can change.
    private static readonly AxeRunOptions OnlyColours =
        new() { RunOnly = RunOnlyOptions.Rules("color-contrast", "link-in-text-block") };

    private readonly IBrowserContext _context;
    private readonly ColorScheme _scheme;
    private readonly ConcurrentQueue<string> _complaints = new();
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
        context.Console += (_, message) => window.Hear(message.Type, message.Text, message.Location);
        context.Request += (_, request) => window.Watch(request);
        context.WebError += (_, error) => window._complaints.Enqueue($"uncaught: {error.Error}");
        return window;
    }

    /// <summary>A complaint that belongs to the test: Chromium reports every failed request as an error.</summary>
    public void Expect(string part) => _expected.Add(part);

    public void ShouldHaveNoComplaints() => _complaints
        .Where(complaint => !_expected.Any(part => complaint.Contains(part, StringComparison.Ordinal)))
        .ShouldBeEmpty();

    /// <summary>Saves what is seen, if somebody wants to look.</summary>
    public async Task SnapAsync(string name, bool whole = true)
    {
        if (Environment.GetEnvironmentVariable("MUSICAUTH_SCREENSHOTS") is not { Length: > 0 } folder) return;
        await Page.ScreenshotAsync(new() { Path = System.IO.Path.Combine(folder, $"{name}.png"), FullPage = whole });
    }

    /// <summary>The rules of axe, in this state of the page, light and dark.</summary>
    public async Task ShouldBeAccessibleAsync(string state)
    {
        var other = _scheme is ColorScheme.Dark ? ColorScheme.Light : ColorScheme.Dark;
        // A colour that fades into another is neither of the two.
        await Page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        var violations = await ViolationsAsync(new());
        await Page.EmulateMediaAsync(new() { ColorScheme = other });
        violations = [.. violations, .. await ViolationsAsync(OnlyColours)];
        await Page.EmulateMediaAsync(new() { ColorScheme = _scheme, ReducedMotion = ReducedMotion.Null });
        violations.ShouldBeEmpty($"{state}, {Page.Url}");
    }

    /// <summary>The rules of axe for a page that keeps the colours with which it was opened.</summary>
    public async Task ShouldBeAccessibleInItsColoursAsync(string state) =>
        (await ViolationsAsync(new())).ShouldBeEmpty($"{state}, {Page.Url}");

    /// <summary>Nothing sticks out to the right, which makes a phone scroll sideways.</summary>
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
    private void Watch(IRequest request)
    {
        var address = new Uri(request.Url);
        if (address.Scheme is "http" or "https" && !address.IsLoopback)
            _complaints.Enqueue($"left this machine: {address.Host}");
    }

    private void Hear(string type, string text, string location)
    {
        if (type is "error" or "warning") _complaints.Enqueue($"{type}: {text} ({location})");
    }
}
