using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace MusicAuth.EndToEnd.Pages;

/// <summary>The page of the broker.</summary>
public sealed partial class HomePage(BrowserWindow window)
{
    public BrowserWindow Window => window;

    public ILocator Alert => Part("alert");

    public ILocator User => Part("user");

    public ILocator Dialog => window.Page.Locator("dialog#confirm");

    public ILocator Empty => Part("empty");

    public ILocator Summary => Part("summary");

    public ILocator LoadAll => Part("load-all");

    public ILocator Progress => Part("progress");

    public ILocator Search => Part("search");

    public ILocator Order => Part("order");

    public ILocator Countdown => Part("countdown");

    public ILocator Library => Part("library");

    public ILocator Problem => Part("library-problem");

    public ILocator PlaylistTitle => Part("playlist-title");

    public ILocator Playlists => Part("playlist");

    public ILocator Tracks => Part("track");

    public ILocator Part(string testId) => window.Page.GetByTestId(testId);

    /// <summary>The playlists or tracks of one service.</summary>
    public ILocator Of(ILocator items, string provider) =>
        items.And(window.Page.Locator($"[data-provider={provider}]"));

    public ILocator Card(string provider) => Part($"provider-{provider}");

    /// <summary>The state on a service's card.</summary>
    public ILocator State(string provider) => Card(provider).Locator(".state");

    /// <summary>The number of shown items of a service.</summary>
    public ILocator Numbers(string provider) => Part($"numbers-{provider}");

    public ILocator Source(string provider) => Part($"source-{provider}");

    /// <summary>The button beside a text that can be copied.</summary>
    public ILocator CopyButton(string testId) =>
        window.Page.Locator(".copy").Filter(new() { Has = Part(testId) }).GetByRole(AriaRole.Button);

    public ILocator ConnectButton(string provider) => Part($"connect-{provider}");

    public async Task GoToAsync(string path = "/")
    {
        await window.Page.GotoAsync(path);
        await Assertions.Expect(window.Page.Locator("#services")).ToHaveAttributeAsync("aria-busy", "false");
    }

    public async Task<ConsentPage> ConnectAsync(string provider)
    {
        await ConnectButton(provider).ClickAsync();
        return await ConsentAsync();
    }

    public async Task<ConsentPage> SignInAgainAsync(string provider)
    {
        await OpenDetailsAsync(provider);
        await Part($"reauthorize-{provider}").ClickAsync();
        return await ConsentAsync();
    }

    public async Task<ConsentPage> ConsentAsync()
    {
        var consent = new ConsentPage(window);
        await consent.WaitAsync();
        return consent;
    }

    public ILocator LinkQuestion => Part("link-question");

    /// <summary>Accepts the additional account after a consent, if the page asks about it.</summary>
    public async Task AcceptLinkAsync(string provider)
    {
        var connected = State(provider).Filter(new() { HasTextRegex = ConnectedOnly() });
        await Assertions.Expect(LinkQuestion.Or(connected).First).ToBeVisibleAsync();
        if (await LinkQuestion.IsVisibleAsync())
            await Part("link-accept").ClickAsync();
    }

    public Task OpenTabAsync(string tab) => Part($"tab-{tab}").ClickAsync();

    public Task FilterAsync(string provider) => Part("provider-filter").SelectOptionAsync(provider);

    public Task RefreshAsync() => Part("refresh").ClickAsync();

    /// <summary>Sends the event of a return to this tab, because a headless browser never hides a tab.</summary>
    public Task ReturnToTabAsync() =>
        window.Page.EvaluateAsync("document.dispatchEvent(new Event('visibilitychange'))");

    /// <summary>Waits for one more response. The page has used all earlier ones by then.</summary>
    public Task WaitForLaterResponseAsync() =>
        window.Page.EvaluateAsync("fetch('/providers').then(answer => answer.json())");

    /// <summary>Opens the details of a service.</summary>
    public async Task OpenDetailsAsync(string provider)
    {
        var details = Part($"details-{provider}");
        if (await details.GetAttributeAsync("open") is null)
            await details.Locator("summary").First.ClickAsync();
        await Assertions.Expect(Part($"disconnect-{provider}")).ToBeVisibleAsync();
    }

    public async Task SignOutAsync()
    {
        await Part("menu").Locator("summary").ClickAsync();
        await Part("sign-out").ClickAsync();
    }

    /// <summary>Disconnects a service, and confirms or cancels in the dialog.</summary>
    public async Task DisconnectAsync(string provider, bool sure)
    {
        await OpenDetailsAsync(provider);
        await Part($"disconnect-{provider}").ClickAsync();
        await Part(sure ? "confirm-ok" : "confirm-cancel").ClickAsync();
    }

    /// <summary>The service of each row in the document, from top to bottom.</summary>
    public Task<string[]> ListedProvidersAsync() => window.Page.EvaluateAsync<string[]>(
        "[...document.querySelectorAll('#library .item[data-provider]')].map(row => row.dataset.provider)");

    /// <summary>The number of covers that show a picture, of all covers.</summary>
    public async Task<string> CoversAsync()
    {
        var shown = await window.Page.EvaluateAsync<int>(
            "[...document.querySelectorAll('img.cover')].filter(i => i.complete && i.naturalWidth > 0).length");
        var all = await window.Page.Locator("img.cover").CountAsync();
        return string.Create(CultureInfo.InvariantCulture, $"{shown} of {all}");
    }

    [GeneratedRegex("^Connected$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ConnectedOnly();
}
