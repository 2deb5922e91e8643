using Microsoft.Playwright;

namespace MusicAuth.EndToEnd.Pages;

/// <summary>The sandbox's page at which a person says yes or no.</summary>
public sealed class ConsentPage(BrowserWindow window)
{
    public BrowserWindow Window => window;

    public ILocator Heading => window.Page.Locator("h1");

    public Task WaitAsync() => Assertions.Expect(window.Page.Locator("a[data-refuse]")).ToBeVisibleAsync();

    public Task ChooseAsync(string person) => window.Page.Locator($"a[data-person={person}]").ClickAsync();

    public Task RefuseAsync() => window.Page.Locator("a[data-refuse]").ClickAsync();
}
