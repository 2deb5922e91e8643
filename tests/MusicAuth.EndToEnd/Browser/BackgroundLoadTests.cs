using Microsoft.Playwright;

namespace MusicAuth.EndToEnd.Browser;

/// <summary>The page loads data again without a click: every minute, and when the user returns to its tab.</summary>
public sealed class BackgroundLoadTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private const string Todo = "**/me/todo";

    [LongFact]
    public async Task The_same_to_do_items_change_nothing_on_the_page()
    {
        var home = await WithClockAsync("xantos");
        var link = home.Part("go-account");
        await link.EvaluateAsync("link => { link.dataset.kept = 'yes'; }");

        await PassMinuteAsync(home);

        await Expect(link).ToHaveAttributeAsync("data-kept", "yes");
    }

    [LongFact]
    public async Task A_new_to_do_item_keeps_the_cards_and_the_focus()
    {
        var home = await WithClockAsync("xenos");
        await home.OpenDetailsAsync("spotify");
        await home.Part("menu").Locator("summary").ClickAsync();
        await home.Card("spotify").EvaluateAsync("card => { card.dataset.kept = 'yes'; }");
        var controls = new[]
        {
            home.Part("disconnect-spotify"), home.Part("details-spotify").Locator("summary").First,
            home.Part("go-account"), home.Part("menu-sessions"), home.Part("menu").Locator("summary"),
        };
        for (var count = 0; count < controls.Length; count++)
        {
            await home.Window.Page.UnrouteAsync(Todo);
            var body = TodoOf(count + 1);
            await home.Window.Page.RouteAsync(
                Todo, route => route.FulfillAsync(new() { ContentType = "application/json", Body = body }));
            await controls[count].FocusAsync();

            await PassMinuteAsync(home);

            await Expect(home.Part("needs")).ToContainTextAsync($"{count + 1}");
            await Expect(controls[count]).ToBeFocusedAsync();
        }

        await Expect(home.Card("spotify")).ToHaveAttributeAsync("data-kept", "yes");
    }

    [LongFact]
    public async Task A_card_says_that_many_consents_ended_as_soon_as_the_to_do_list_says_so()
    {
        var home = await WithClockAsync("xandrine");
        await home.Window.Page.RouteAsync("**/me", async route =>
        {
            var response = await route.FetchAsync();
            var body = (await response.TextAsync()).Replace(
                "\"active\"", "\"reauthorization_required\"", StringComparison.Ordinal);
            await route.FulfillAsync(new() { Response = response, Body = body });
        });
        await home.GoToAsync();
        await Expect(home.Part("reason-spotify")).Not.ToContainTextAsync("many users at once");
        await home.Window.Page.RouteAsync(Todo, route => route.FulfillAsync(new()
        {
            ContentType = "application/json",
            Body = """
                {"count":1,"items":[{"id":"revoked_in_mass:spotify","code":"revoked_in_mass","severity":"critical",
                "provider":"spotify","title":"Spotify has ended many consents"}]}
                """,
        }));

        await PassMinuteAsync(home);

        await Expect(home.Part("reason-spotify")).ToContainTextAsync("many users at once");
    }

    [LongFact]
    public async Task A_changed_card_keeps_the_focus()
    {
        var home = await SignedInAsync("xerxes", "spotify");
        home.Window.Expect("503");
        await Expect(home.Playlists).ToHaveCountAsync(12);
        await home.OpenDetailsAsync("spotify");
        var disconnect = home.Part("disconnect-spotify");
        await home.Window.Page.RouteAsync("**/me/playlists?*", route => route.FulfillAsync(new()
        {
            Status = 503,
            ContentType = "application/problem+json",
            Body = """{"code":"provider_unavailable","provider":"spotify"}""",
        }));

        await disconnect.FocusAsync();
        // A click with the pointer would move the focus.
        await home.Part("refresh").EvaluateAsync("refresh => refresh.click()");

        await Expect(home.Part("health-spotify")).ToBeVisibleAsync();
        await Expect(disconnect).ToBeFocusedAsync();
    }

    [LongFact]
    public async Task A_load_that_fails_keeps_the_user_a_new_key_and_the_success_message()
    {
        var home = await SignedInAsync("ylva", "spotify");
        var account = new AccountSection(home.Window);
        await account.OpenAsync("keys");
        await account.MakeKeyAsync("Kitchen");
        await FailAsync(home, "**/me");

        await ReturnFromCacheAsync(home, "**/me");

        await Expect(account.NewKey).ToBeVisibleAsync();
        await Expect(home.User).ToHaveTextAsync("Signed in as Ylva");
        await Expect(home.Alert).ToContainTextAsync("Spotify connected as Ylva");
        await account.Part("go-home").ClickAsync();
        await Expect(home.State("spotify")).ToHaveTextAsync("Connected");
        await Expect(home.Playlists).ToHaveCountAsync(12);
    }

    [LongFact]
    public async Task To_do_items_and_apps_stay_if_only_they_cannot_be_loaded_again()
    {
        var home = await SignedInAsync("yngve", "spotify");
        await Expect(home.Part("todo-empty")).ToBeVisibleAsync();
        await FailAsync(home, Todo);
        await FailAsync(home, "**/me/keys");

        await ReturnFromCacheAsync(home, "**/me/keys");

        await Expect(home.Part("todo-empty")).ToBeVisibleAsync();
        await Expect(home.Part("apps")).ToBeVisibleAsync();
    }

    [LongFact]
    public async Task A_tab_shows_the_user_who_has_signed_in_in_another_tab()
    {
        var home = await SignedInAsync("yolanda", "spotify");
        await Expect(home.Playlists.First).ToContainTextAsync("Yolanda");
        await ChangeUserAsync(home, "zacharias");

        await home.ReturnToTabAsync();

        await Expect(home.User).ToHaveTextAsync("Signed in as Zacharias");
        await Expect(home.Playlists.First).ToContainTextAsync("Zacharias");
    }

    [LongFact]
    public async Task A_window_that_stays_visible_shows_another_user_within_a_minute()
    {
        var home = await WithClockAsync("xymena");
        await ChangeUserAsync(home, "zenobia");

        await home.Window.Page.Clock.FastForwardAsync("01:05");

        await Expect(home.User).ToHaveTextAsync("Signed in as Zenobia");
        await Expect(home.Playlists.First).ToContainTextAsync("Zenobia");
    }

    [LongFact]
    public async Task A_tab_says_that_the_user_has_signed_out_in_another_tab()
    {
        var home = await SignedInAsync("walburga", "spotify");
        await Expect(home.Playlists.First).ToBeVisibleAsync();
        await SignOutInAnotherTabAsync(home);

        await home.ReturnToTabAsync();

        await Expect(home.Alert).ToContainTextAsync("Your session has ended.");
        await Expect(home.Part("connect-spotify")).ToBeVisibleAsync();
    }

    private async Task ChangeUserAsync(HomePage home, string user)
    {
        await Sandbox.AddUserAsync(user);
        var tab = await SignOutInAnotherTabAsync(home);
        await tab.GetByTestId("connect-spotify").ClickAsync();
        await tab.Locator($"a[data-person={user}]").ClickAsync();
        await Expect(tab.GetByTestId("user")).ToContainTextAsync(user, new() { IgnoreCase = true });
    }

    private static async Task<IPage> SignOutInAnotherTabAsync(HomePage home)
    {
        // A list that the other tab still loads gets this status, because its session ends.
        home.Window.Expect("401 (Unauthorized)");
        var tab = await home.Window.Page.Context.NewPageAsync();
        await tab.GotoAsync("/");
        await tab.GetByTestId("menu").Locator("summary").ClickAsync();
        await tab.GetByTestId("sign-out").ClickAsync();
        await Expect(tab.GetByTestId("connect-spotify")).ToBeVisibleAsync();
        return tab;
    }

    private static async Task PassMinuteAsync(HomePage home)
    {
        var page = home.Window.Page;
        await page.RunAndWaitForResponseAsync(() => page.Clock.FastForwardAsync("01:05"), Todo);
        await home.WaitForLaterResponseAsync();
    }

    private static async Task ReturnFromCacheAsync(HomePage home, string request)
    {
        await home.Window.Page.RunAndWaitForResponseAsync(
            () => home.Window.Page.EvaluateAsync(
                "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"),
            request);
        await home.WaitForLaterResponseAsync();
    }

    private static async Task FailAsync(HomePage home, string path)
    {
        home.Window.Expect("503");
        await home.Window.Page.RouteAsync(path, route => route.FulfillUnavailableAsync());
    }

    private static string TodoOf(int count)
    {
        var items = Enumerable.Range(1, count).Select(number =>
            $$"""{"id":"tomorrow:{{number}}","code":"tomorrow","severity":"info","title":"Item {{number}}"}""");
        return $$"""{"count":{{count}},"items":[{{string.Join(',', items)}}]}""";
    }
}
