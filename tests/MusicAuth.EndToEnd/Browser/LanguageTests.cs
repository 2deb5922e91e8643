using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Browser;

/// <summary>A user chooses the language and the colours of the page.</summary>
public sealed class LanguageTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private static readonly WindowOptions French = new(Locale: "fr-FR");

    [LongFact]
    public async Task A_french_browser_gets_a_french_page_with_french_dates()
    {
        var home = await OpenAsync(French);
        await Expect(home.ConnectButton("spotify")).ToHaveTextAsync("Connecter Spotify");
        await Expect(home.Window.Page.Locator("html")).ToHaveAttributeAsync("lang", "fr");
        await home.Window.SaveScreenshotAsync("french-signed-out");

        await Sandbox.AddUserAsync("odile");
        await (await home.ConnectAsync("spotify")).ChooseAsync("odile");

        await Expect(home.State("spotify")).ToHaveTextAsync("Connecté");
        await Expect(home.Part("days-spotify")).ToHaveTextAsync("encore 180 jours");
        await Expect(home.Alert).ToContainTextAsync("Spotify connecté en tant que Odile");
        await Expect(home.Playlists.First).ToBeVisibleAsync();
        await home.Window.SaveScreenshotAsync("french", whole: false);
        foreach (var tab in new[] { "keys", "notices", "accounts", "sessions", "activity" })
        {
            await new AccountSection(home.Window).OpenAsync(tab);
            await home.Window.SaveScreenshotAsync($"french-{tab}");
        }

        (await home.Window.Page.TitleAsync()).ShouldEndWith("Activité · MusicAuth");
    }

    [LongFact]
    public async Task The_chosen_language_and_theme_stay_after_a_sign_out()
    {
        var home = await SignedInAsync("pauline", "spotify");

        await home.Part("language").SelectOptionAsync("fr");
        await Expect(home.State("spotify")).ToHaveTextAsync("Connecté");
        await home.Part("theme").SelectOptionAsync("dark");
        (await BackgroundAsync(home)).ShouldBe("rgb(22, 25, 30)");
        await home.SignOutAsync();
        await Expect(home.Alert).ToContainTextAsync("Vous êtes déconnecté");
        await home.Window.Page.ReloadAsync();

        await Expect(home.ConnectButton("spotify")).ToHaveTextAsync("Connecter Spotify");
        (await BackgroundAsync(home)).ShouldBe("rgb(22, 25, 30)");
        await home.Part("theme").SelectOptionAsync("system");
        (await BackgroundAsync(home)).ShouldBe("rgb(246, 243, 236)");
        await home.Part("language").SelectOptionAsync("en");
        await Expect(home.ConnectButton("spotify")).ToHaveTextAsync("Connect Spotify");
    }

    [LongFact]
    public async Task The_theme_stays_after_every_request_that_signs_the_browser_out()
    {
        var home = await SignedInAsync("quirin", "deezer", "spotify");
        var account = new AccountSection(home.Window);
        await home.Part("theme").SelectOptionAsync("dark");

        await home.OpenDetailsAsync("spotify");
        await home.Part("disconnect-spotify").ClickAsync();
        await home.Part("confirm-option").CheckAsync();
        await home.Part("confirm-ok").ClickAsync();
        await Expect(home.Alert).ToContainTextAsync("You are signed out");
        await ShouldStayDarkAsync(home);

        await SignInAsync(home, "deezer", "quirin");
        await account.OpenAsync("sessions");
        await account.Part("end-all-sessions").ClickAsync();
        await home.Part("confirm-ok").ClickAsync();
        await Expect(home.Alert).ToContainTextAsync("You are signed out everywhere");
        await ShouldStayDarkAsync(home);

        await SignInAsync(home, "deezer", "quirin");
        await account.OpenAsync("keys");
        await account.Part("danger-zone").Locator("summary").ClickAsync();
        await account.Part("delete-me").ClickAsync();
        await home.Part("confirm-word").FillAsync("delete");
        await home.Part("confirm-ok").ClickAsync();
        await Expect(home.Alert).ToContainTextAsync("Your user is deleted");
        await ShouldStayDarkAsync(home);
    }

    [LongFact]
    public async Task The_page_works_in_a_browser_that_blocks_storage()
    {
        var home = await OpenAsync();
        await home.Window.Page.AddInitScriptAsync(
            """
            for (const name of ["localStorage", "sessionStorage"]) {
              Object.defineProperty(window, name, { get() { throw new DOMException(name, "SecurityError"); } });
            }
            """);
        await home.GoToAsync();

        await home.Part("theme").SelectOptionAsync("dark");
        (await BackgroundAsync(home)).ShouldBe("rgb(22, 25, 30)");
        await SignInAsync(home, "spotify", "pavlina");
        await home.SignOutAsync();

        await Expect(home.Alert).ToContainTextAsync("You are signed out");
        await Expect(home.ConnectButton("spotify")).ToBeVisibleAsync();
    }

    [LongFact]
    public async Task A_french_item_names_the_permission_that_a_consent_lacks()
    {
        await Sandbox.AddUserAsync("orell");
        var home = await OpenAsync(French);
        await home.Window.Page.RouteAsync("**/me/todo", route => route.FulfillAsync(new()
        {
            ContentType = "application/json",
            Body = """
                {"count":1,"items":[{"id":"scope_missing:spotify:user-library-modify","code":"scope_missing",
                "severity":"info","provider":"spotify","title":"","detail":"","action_url":"/login/spotify"}]}
                """,
        }));

        await (await home.ConnectAsync("spotify")).ChooseAsync("orell");

        await Expect(home.Part("todo-item")).ToContainTextAsync("ne permet pas ceci aux applications");
        await Expect(home.Part("todo-item")).ToContainTextAsync("ajouter de la musique à votre bibliothèque");
    }

    [LongFact]
    public async Task The_number_of_tracks_stays_behind_a_name_that_is_written_from_right_to_left()
    {
        var home = await SignedInAsync("olenka", "spotify");
        await home.Window.Page.RouteAsync("**/me/playlists?*", route => route.FulfillAsync(new()
        {
            ContentType = "application/json",
            Body = """
                {"items":[{"provider":"spotify","id":"1","name":"Mix","owner":{"name":"\u05d3\u05e0\u05d4"},
                "tracks_total":12}],"next":null,"sources":[{"provider":"spotify","status":"ok","total":1}]}
                """,
        }));
        await home.GoToAsync();
        await Expect(home.Playlists).ToHaveCountAsync(1);

        var isBehind = await home.Playlists.Locator(".sub").EvaluateAsync<bool>("""
            sub => {
              const leftOf = (letter) => {
                const walker = document.createTreeWalker(sub, NodeFilter.SHOW_TEXT);
                while (!walker.nextNode().data.includes(letter)) { }
                const range = document.createRange();
                range.setStart(walker.currentNode, walker.currentNode.data.indexOf(letter));
                range.setEnd(walker.currentNode, walker.currentNode.data.indexOf(letter) + 1);
                return range.getBoundingClientRect().left;
              };
              return leftOf('1') > leftOf('\u05d3');
            }
            """);

        isBehind.ShouldBeTrue();
    }

    [LongTheory]
    [InlineData("en-GB", "This page does not exist")]
    [InlineData("fr-FR", "Cette page n’existe pas")]
    public async Task A_browser_that_asks_for_an_unknown_address_gets_a_page(string locale, string title)
    {
        var home = await OpenAsync(new(Locale: locale));
        home.Window.Expect("404");

        var response = await home.Window.Page.GotoAsync("/xyz");

        response!.Status.ShouldBe(404);
        await Expect(home.Window.Page.Locator("h1")).ToHaveTextAsync(title);
        await home.Window.ShouldBeAccessibleAsync("unknown address");
        await home.Window.SaveScreenshotAsync($"not-found-{locale}", whole: false);
        await home.Window.Page.Locator("a.primary").ClickAsync();
        await Expect(home.ConnectButton("spotify")).ToBeVisibleAsync();
    }

    private static async Task ShouldStayDarkAsync(HomePage home)
    {
        await home.Window.Page.ReloadAsync();
        await Expect(home.ConnectButton("spotify")).ToBeVisibleAsync();
        (await BackgroundAsync(home)).ShouldBe("rgb(22, 25, 30)");
    }

    private static Task<string> BackgroundAsync(HomePage home) =>
        home.Window.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
}
