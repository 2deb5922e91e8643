using Microsoft.Playwright;

namespace MusicAuth.EndToEnd.Pages;

/// <summary>The account section of the signed-in user: keys, sessions, activity, users.</summary>
public sealed class AccountSection(BrowserWindow window)
{
    public ILocator Root => Part("account");

    public ILocator Keys => Part("key");

    public ILocator Sessions => Part("session");

    public ILocator Events => Part("event");

    public ILocator Flags => Part("flag");

    public ILocator Users => Part("person");

    public ILocator NewKey => Part("new-key-secret");

    public ILocator Curl => Part("new-key-curl");

    public ILocator KeyProblem => Part("key-problem");

    public ILocator Part(string testId) => window.Page.GetByTestId(testId);

    public ILocator Key(string name) => window.Page.Locator($"[data-testid=key][data-key='{name}']");

    public ILocator User(string name) => window.Page.Locator($"[data-testid=person][data-person='{name}']");

    public async Task OpenAsync(string tab)
    {
        await Part("go-account").ClickAsync();
        await Part($"tab-{tab}").ClickAsync();
        await Assertions.Expect(Part($"tab-{tab}")).ToHaveAttributeAsync("aria-current", "page");
        await Assertions.Expect(Root.Locator("[aria-busy=true]")).ToHaveCountAsync(0);
    }

    /// <summary>Creates a key with these scopes and the preselected ones.</summary>
    /// <returns>The secret.</returns>
    public async Task<string> MakeKeyAsync(string name, params string[] scopes)
    {
        await Part("new-key-button").ClickAsync();
        await Part("key-name").FillAsync(name);
        foreach (var scope in scopes) await Part($"scope-{scope}").CheckAsync();
        await Part("make-key").ClickAsync();
        await Assertions.Expect(NewKey).ToBeVisibleAsync();
        return await NewKey.InnerTextAsync();
    }

    public async Task RevokeAsync(string name)
    {
        await Key(name).GetByTestId("revoke-key").ClickAsync();
        await Part("confirm-ok").ClickAsync();
    }
}
