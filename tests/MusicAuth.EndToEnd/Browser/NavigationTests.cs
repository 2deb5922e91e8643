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

    [LongFact]
    public async Task The_back_button_closes_a_question()
    {
        var home = await SignedInAsync("zelma", "spotify");
        var account = new AccountSection(home.Window);
        await account.OpenAsync("sessions");
        await account.Part("end-all-sessions").ClickAsync();
        await Expect(home.Dialog).ToBeVisibleAsync();

        await home.Window.Page.GoBackAsync();

        await Expect(account.Part("tab-keys")).ToHaveAttributeAsync("aria-current", "page");
        await Expect(home.Dialog).ToBeHiddenAsync();
    }

    [LongFact]
    public async Task The_title_and_the_menu_name_the_tab_that_a_user_sees_instead_of_one_of_the_owner()
    {
        var home = await SignedInAsync("zelinda", "spotify");
        await home.GoToAsync("/#account/people");

        await Expect(home.Part("tab-keys")).ToHaveAttributeAsync("aria-current", "page");
        await Expect(home.Part("menu-keys")).ToHaveAttributeAsync("aria-current", "page");
        (await home.Window.Page.TitleAsync()).ShouldBe("API keys · MusicAuth");
    }

    [LongFact]
    public async Task A_sign_out_removes_the_to_do_list_and_the_apps_from_the_page()
    {
        var home = await SignedInAsync("zelia", "spotify");
        await Expect(home.Part("todo-empty")).ToBeVisibleAsync();
        var parts = home.Window.Page.Locator("#todo > *, #apps > *");
        await Expect(parts).Not.ToHaveCountAsync(0);

        await home.SignOutAsync();

        await Expect(home.ConnectButton("spotify")).ToBeVisibleAsync();
        await Expect(parts).ToHaveCountAsync(0);
        await Expect(home.Part("todo")).ToBeHiddenAsync();
    }
}
