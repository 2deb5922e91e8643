using Microsoft.Playwright;

namespace MusicAuth.EndToEnd.Pages;

/// <summary>The guide through a manual redirect.</summary>
public sealed class GuideSection(BrowserWindow window)
{
    public ILocator Root => window.Page.GetByTestId("guide");

    public ILocator RedirectUri => window.Page.GetByTestId("guide-redirect-uri");

    public ILocator Problem => window.Page.GetByTestId("paste-problem");

    public ILocator Field => window.Page.GetByTestId("paste-field");

    public ILocator Open => window.Page.GetByTestId("guide-open");

    /// <summary>The service's consent page, in the tab that the guide opens.</summary>
    public async Task<IPage> OpenServiceAsync()
    {
        var tab = await window.Page.Context.RunAndWaitForPageAsync(
            () => Open.ClickAsync());
        await Assertions.Expect(tab.Locator("a[data-refuse]")).ToBeVisibleAsync();
        return tab;
    }

    /// <summary>Clicks a choice in the tab, and returns the address of the failed redirect.</summary>
    public static async Task<string> FailingAddressAsync(IPage tab, string choice)
    {
        var failed = await tab.RunAndWaitForRequestFailedAsync(() => tab.Locator(choice).ClickAsync());
        return failed.Url;
    }

    public async Task FinishAsync(string address)
    {
        await Field.FillAsync(address);
        await window.Page.GetByTestId("paste-finish").ClickAsync();
    }
}
