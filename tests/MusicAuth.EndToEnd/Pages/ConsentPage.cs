using Microsoft.Playwright;

namespace MusicAuth.EndToEnd.Pages;

/// <summary>The consent page of the sandbox.</summary>
public sealed class ConsentPage(BrowserWindow window)
{
    public BrowserWindow Window => window;

    public ILocator Heading => window.Page.Locator("h1");

    public Task WaitAsync() => Assertions.Expect(window.Page.Locator("a[data-refuse]")).ToBeVisibleAsync();

    public Task ChooseAsync(string user) => window.Page.Locator($"a[data-person={user}]").ClickAsync();

    public Task RefuseAsync() => window.Page.Locator("a[data-refuse]").ClickAsync();
}
