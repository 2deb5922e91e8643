using Microsoft.Playwright;
using Shouldly;

namespace MusicAuth.EndToEnd.Browser;

/// <summary>Alma has 5,320 favourites on Spotify and 339 on Deezer.</summary>
public sealed class LongListTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private const int FewRows = 100;

    [LongFact]
    public async Task Thousands_of_favourites_are_loaded_by_one_click_and_only_the_visible_rows_are_in_the_document()
    {
        var home = await FavouritesAsync("spotify", "deezer");
        await Expect(home.Summary).ToHaveTextAsync("141 of 5,659 tracks");
        await Expect(home.Numbers("spotify")).ToHaveTextAsync("100 of Spotify’s 5,320");
        await Expect(home.Numbers("deezer")).ToHaveTextAsync("41 of Deezer’s 339");

        await home.LoadAll.ClickAsync();

        await Expect(home.Summary).ToHaveTextAsync("5,659 tracks");
        await Expect(home.Numbers("spotify")).ToHaveTextAsync("5,320 from Spotify");
        await Expect(home.Numbers("deezer")).ToHaveTextAsync("339 from Deezer");
        await Expect(home.Progress).ToBeHiddenAsync();
        await Expect(home.LoadAll).ToBeHiddenAsync();
        (await home.Tracks.CountAsync()).ShouldBeInRange(1, FewRows);
        await home.Window.Page.EvaluateAsync("scrollTo(0, document.documentElement.scrollHeight / 2)");
        await Expect(home.Tracks.First).Not.ToHaveAttributeAsync("aria-posinset", "1");
        (await home.Tracks.CountAsync()).ShouldBeInRange(1, FewRows);
        await Expect(home.Tracks.First).ToHaveAttributeAsync("aria-setsize", "5659");
        await home.Window.SaveScreenshotAsync("favourites-deep", whole: false);
        // The list scrolls under the pointer; at most one row has the hover style.
        for (var turn = 0; turn < 10; turn++) await home.Window.Page.Mouse.WheelAsync(0, 400);
        (await home.Window.Page.Locator(".item:hover").CountAsync()).ShouldBeInRange(0, 1);
    }

    [LongFact]
    public async Task The_next_page_loads_when_the_user_comes_near_the_end()
    {
        var home = await FavouritesAsync("spotify");
        await Expect(home.Summary).ToHaveTextAsync("100 of 5,320 tracks");

        for (var end = 200; end <= 400; end += 100)
        {
            await home.Window.Page.EvaluateAsync("scrollTo(0, document.documentElement.scrollHeight)");
            await Expect(home.Summary).ToHaveTextAsync($"{end} of 5,320 tracks");
        }
    }

    [LongFact]
    public async Task Loading_all_shows_its_progress_and_can_be_stopped()
    {
        var home = await FavouritesAsync("spotify");
        await Sandbox.FaultAsync(
            new { kind = "latency", provider = "spotify", path = "/me/tracks", person = "alma", delay_ms = 300 });

        await home.LoadAll.ClickAsync();

        await Expect(home.Progress).ToBeVisibleAsync();
        await Expect(home.Progress).ToHaveAttributeAsync("max", "5320");
        await Expect(home.LoadAll).ToHaveTextAsync("Stop");
        await Expect(home.Summary).Not.ToHaveTextAsync("100 of 5,320 tracks");
        await home.Window.SaveScreenshotAsync("favourites-loading", whole: false);
        await home.LoadAll.ClickAsync();
        await Expect(home.Progress).ToBeHiddenAsync();
        await Expect(home.LoadAll).ToHaveTextAsync("Load all");
        await Expect(home.Part("favorites").Locator("xpath=..")).ToHaveAttributeAsync("aria-busy", "false");
        await Expect(home.Summary).ToContainTextAsync(" of 5,320 tracks");
    }

    [LongFact]
    public async Task Search_and_order_apply_to_the_loaded_rows()
    {
        var home = await FavouritesAsync("spotify", "deezer");
        await home.LoadAll.ClickAsync();
        await Expect(home.Summary).ToHaveTextAsync("5,659 tracks");

        await home.Search.FillAsync("CHLOE");
        await Expect(home.Summary).ToContainTextAsync("of the 5,659 tracks match");
        (await home.Tracks.AllInnerTextsAsync()).ShouldAllBe(text => text.Contains("Chloé"));
        await home.Window.SaveScreenshotAsync("favourites-search", whole: false);
        await home.Search.FillAsync("zzzz");
        await Expect(home.Part("no-match")).ToHaveTextAsync("Nothing matches your search.");
        await home.Window.ShouldBeAccessibleAsync("nothing matches the search");
        await home.Search.FillAsync("");

        await home.Order.SelectOptionAsync("title");
        var titles = await TitlesAsync(home);
        titles.ShouldBe(titles.Order(StringComparer.OrdinalIgnoreCase));
        titles[0].ShouldStartWith("Amber");
        await home.Part("reverse").ClickAsync();
        (await TitlesAsync(home))[0].ShouldStartWith("Winter");
        await home.Order.SelectOptionAsync("length");
        (await home.Tracks.First.InnerTextAsync()).ShouldContain("5:5");
        await home.Order.SelectOptionAsync("added");
        await home.Part("reverse").ClickAsync();
        await Expect(home.Tracks.First).ToHaveAttributeAsync("data-provider", "spotify");
    }

    [LongFact]
    public async Task The_list_has_one_tab_stop_and_the_keyboard_reaches_every_row()
    {
        var home = await FavouritesAsync("spotify");
        var page = home.Window.Page;
        await home.LoadAll.ClickAsync();
        await Expect(home.Summary).ToHaveTextAsync("5,320 tracks");

        await home.Part("refresh").FocusAsync();
        await page.Keyboard.PressAsync("Tab");
        (await FocusedRowAsync(page)).ShouldBe(1);
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowDown");
        (await FocusedRowAsync(page)).ShouldBe(3);
        await page.Keyboard.PressAsync("PageDown");
        (await FocusedRowAsync(page)).ShouldBeInRange(8, 20);
        await page.Keyboard.PressAsync("End");
        (await FocusedRowAsync(page)).ShouldBe(5320);
        await page.Keyboard.PressAsync("ArrowUp");
        (await FocusedRowAsync(page)).ShouldBe(5319);
        await home.Window.SaveScreenshotAsync("favourites-keyboard", whole: false);

        // The row with the focus stays in the document when the user scrolls away from it.
        await page.EvaluateAsync("scrollTo(0, 0)");
        await Expect(home.Tracks.First).ToHaveAttributeAsync("aria-posinset", "1");
        (await FocusedRowAsync(page)).ShouldBe(5319);
        await page.Keyboard.PressAsync("Home");
        (await FocusedRowAsync(page)).ShouldBe(1);
        await page.Keyboard.PressAsync("Tab");
        (await FocusedRowAsync(page)).ShouldBe(0, "the list has one tab stop");
    }

    private async Task<HomePage> FavouritesAsync(params string[] providers)
    {
        var home = await OpenAsync();
        foreach (var provider in providers.Where(provider => provider is "spotify" || provider is "deezer"))
        {
            if (await home.ConnectButton(provider).IsVisibleAsync()) await SignInAsync(home, provider, "alma");
        }

        await home.OpenTabAsync("favorites");
        // An earlier test may have connected Alma's other service.
        if (providers is [var only] && await home.Part("provider-filter").IsVisibleAsync())
            await home.FilterAsync(only);
        await Expect(home.Tracks.First).ToBeAttachedAsync();
        return home;
    }

    private static async Task<IReadOnlyList<string>> TitlesAsync(HomePage home) =>
        await home.Tracks.Locator(".title").AllInnerTextsAsync();

    /// <summary>The position of the focused row; 0 if no row has the focus.</summary>
    private static Task<int> FocusedRowAsync(IPage page) => page.EvaluateAsync<int>(
        "Number(document.activeElement.closest('[aria-posinset]')?.getAttribute('aria-posinset') ?? 0)");
}
