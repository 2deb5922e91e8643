using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Browser;

/// <summary>axe finds nothing in any state of the page, light and dark, in both languages.</summary>
[Collection(nameof(SecondBrowser))]
public sealed class AccessibilityTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private readonly AccountStub _stub = new();
    private readonly OwnerStub _owner = new();

    public static TheoryData<bool, string, int> Looks => new()
    {
        { false, "en-GB", 1280 }, { true, "fr-FR", 390 },
    };

    [LongTheory]
    [MemberData(nameof(Looks))]
    public async Task Every_state_of_the_page_is_accessible(bool dark, string locale, int width)
    {
        var home = await OpenAsync(new(width, 900, dark, locale));
        var tag = $"{locale}-{(dark ? "dark" : "light")}-{width}";
        await CheckAsync(home, $"axe-signed-out-{tag}");
        var user = $"axe{dark}{width}".ToLowerInvariant();
        await Sandbox.AddUserAsync(user);
        await (await home.ConnectAsync("spotify")).ChooseAsync(user);
        // The music loads when the user comes near it.
        await home.Part("library").ScrollIntoViewIfNeededAsync();
        await Expect(home.Playlists.First).ToBeVisibleAsync();
        await CheckAsync(home, $"axe-first-{tag}");
        await home.OpenDetailsAsync("spotify");
        await home.Part("menu").Locator("summary").ClickAsync();
        await CheckAsync(home, $"axe-details-{tag}");

        await home.Window.Page.GotoAsync("/#connect/script");
        await home.Part("app-name").FillAsync("Backup");
        await CheckAsync(home, $"axe-connect-{tag}");
        await home.Part("connect-make").ClickAsync();
        await Expect(home.Part("waiting")).ToBeVisibleAsync();
        await CheckAsync(home, $"axe-connected-{tag}");

        await _stub.AttachAsync(home.Window.Page);
        await _owner.AttachAsync(home.Window.Page);
        await home.GoToAsync("/");
        var account = new AccountSection(home.Window);
        foreach (var tab in new[] { "keys", "notices", "accounts", "sessions", "activity", "people", "setup" })
        {
            await account.OpenAsync(tab);
            await CheckAsync(home, $"axe-{tab}-{tag}");
        }
    }

    [LongTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_api_reference_is_accessible(bool dark)
    {
        var home = await OpenAsync(new(Dark: dark));

        await home.Window.Page.GotoAsync("/docs#tag/library");
        await Expect(home.Window.Page.GetByText("/me/playlists").First).ToBeVisibleAsync();

        await home.Window.ShouldNotScrollSidewaysAsync();
        await home.Window.SaveScreenshotAsync(dark ? "docs-dark" : "docs-light", whole: false);
        await home.Window.ShouldBeAccessibleInItsColoursAsync("the API reference");
    }

    [LongFact]
    public async Task A_row_of_tabs_has_one_tab_stop_and_the_text_can_be_twice_as_large()
    {
        var home = await SignedInAsync("yvonne", "spotify");
        var account = new AccountSection(home.Window);
        await account.OpenAsync("keys");
        (await home.Window.Page.Locator("#account .tabs a[tabindex='-1']").CountAsync()).ShouldBe(
            await home.Window.Page.Locator("#account .tabs a").CountAsync() - 1);
        await account.Part("tab-keys").FocusAsync();
        await home.Window.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(account.Part("tab-notices")).ToBeFocusedAsync();

        await home.GoToAsync("/");
        await home.Window.Page.SetViewportSizeAsync(780, 900);
        await home.Window.Page.EvaluateAsync("document.documentElement.style.fontSize = '200%'");
        await home.Window.ShouldNotScrollSidewaysAsync();
        await home.Window.SaveScreenshotAsync("text-200");
        await home.Window.Page.EmulateMediaAsync(new() { ForcedColors = ForcedColors.Active });
        await home.Window.SaveScreenshotAsync("forced-colours", whole: false);
        await ShouldShowWithForcedColoursAsync(home);
    }

    // With forced colours the browser removes backgrounds; borders, outlines, lines and text remain.
    private static async Task ShouldShowWithForcedColoursAsync(HomePage home)
    {
        var page = home.Window.Page;
        await page.EvaluateAsync("document.body.insertAdjacentHTML('beforeend', '<p id=probe>')");
        var highlight = await page.EvaluateAsync<string>(
            "probe.style.cssText = 'background: Highlight', getComputedStyle(probe).backgroundColor");
        await Expect(home.Card("spotify").Locator(".fill")).ToHaveCSSAsync("background-color", highlight);
        await Expect(page.Locator("#pages [aria-current]")).ToHaveCSSAsync("text-decoration-line", "underline");
        await Expect(home.State("spotify")).ToHaveTextAsync("Connected");
        var button = home.ConnectButton("deezer");
        await Expect(button).ToHaveCSSAsync("border-style", "solid");
        await home.Part("go-account").FocusAsync();
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator(":focus-visible")).ToHaveCSSAsync("outline-style", "solid");
    }

    private static async Task CheckAsync(HomePage home, string state)
    {
        await home.Window.ShouldNotScrollSidewaysAsync();
        await home.Window.SaveScreenshotAsync(state, whole: false);
        await home.Window.ShouldBeAccessibleInItsColoursAsync(state);
    }
}
