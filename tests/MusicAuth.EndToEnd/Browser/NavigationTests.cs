using Shouldly;

namespace MusicAuth.EndToEnd.Browser;

/// <summary>The links within the page.</summary>
public sealed class NavigationTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    [LongFact]
    public async Task The_skip_link_stays_in_the_view_and_keeps_a_form()
    {
        var home = await SignedInAsync("zarah", "spotify");
        var page = home.Window.Page;
        await home.GoToAsync("/#connect/script");
        await home.Part("app-name").FillAsync("Backup");

        await page.Locator(".skip").FocusAsync();
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.Locator("#main")).ToBeFocusedAsync();
        await Expect(home.Part("app-name")).ToHaveValueAsync("Backup");
        page.Url.ShouldEndWith("/#connect/script");
    }

    // On a phone the music is below the first screen, and loads when the user comes near it.
    [LongFact]
    public async Task The_menu_leads_to_the_music_before_it_is_loaded_and_again_after_a_scroll()
    {
        var home = await OpenAsync(new(Width: 390, Height: 500));
        await SignInAsync(home, "spotify", "zeno");
        await Expect(home.Library.GetByText("Loading…")).ToHaveCountAsync(1);

        await home.Part("go-music").ClickAsync();
        await Expect(home.Playlists).ToHaveCountAsync(12);
        await Expect(home.Library.Locator("h2")).ToBeInViewportAsync();

        await home.Window.Page.EvaluateAsync("scrollTo(0, 0)");
        await home.Part("go-music").ClickAsync();
        await Expect(home.Part("tab-playlists")).ToBeInViewportAsync();
        await Expect(home.Part("tab-playlists")).ToBeFocusedAsync();
    }

    [LongFact]
    public async Task A_list_works_after_its_data_were_forgotten_although_the_connections_are_the_same()
    {
        var home = await SignedInAsync("zinnia", "spotify");
        await Expect(home.Playlists).ToHaveCountAsync(12);
        home.Window.Expect("404");
        // The page then forgets the lists and loads everything again.
        await home.Window.Page.RouteAsync("**/me/connections/spotify", route => route.FulfillAsync(new()
        {
            Status = 404,
            ContentType = "application/problem+json",
            Body = """{"code":"not_connected","provider":"spotify"}""",
        }));

        await home.DisconnectAsync("spotify", sure: true);
        await Expect(home.Window.Page.Locator("#services-title")).ToBeFocusedAsync();
        await Expect(home.Playlists).ToHaveCountAsync(12);
        await home.Search.FillAsync("no playlist has this name");

        await Expect(home.Part("no-match")).ToBeVisibleAsync();
    }
}
