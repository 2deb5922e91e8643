using Shouldly;

namespace MusicAuth.EndToEnd.Browser;

/// <summary>The to-do items come first on the page, and each item leads to its remedy.</summary>
public sealed class TodoTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private static readonly WindowOptions Phone = new(390, 844);

    [LongFact]
    public async Task A_consent_that_a_list_finds_revoked_is_the_first_item_and_one_click_renews_it()
    {
        var home = await SignedInAsync("viola", "spotify", "deezer");
        home.Window.Expect("403");
        await Expect(home.Part("todo-empty")).ToHaveTextAsync("Nothing to do.");
        (await home.Window.Page.TitleAsync()).ShouldBe("MusicAuth");
        await EndConsentAsync("viola");

        await home.RefreshAsync();

        await Expect(home.State("spotify")).ToHaveTextAsync("Sign in again");
        await Expect(home.Part("todo-item")).ToContainTextAsync("Spotify");
        await Expect(home.Part("needs")).ToContainTextAsync("1");
        (await home.Window.Page.TitleAsync()).ShouldBe("(1) MusicAuth");
        await home.Window.SaveScreenshotAsync("todo", whole: false);
        await home.Window.ShouldBeAccessibleAsync("to-do");
        await home.Part("todo-action").ClickAsync();
        await (await home.ConsentAsync()).ChooseAsync("viola");

        await Expect(home.Alert).ToContainTextAsync("Spotify renewed as Viola");
        await Expect(home.Part("todo-empty")).ToBeVisibleAsync();
        await Expect(home.Part("needs")).ToBeHiddenAsync();
        (await home.Window.Page.TitleAsync()).ShouldBe("MusicAuth");
    }

    [LongFact]
    public async Task The_first_screen_of_a_phone_shows_the_to_do_items_and_the_apps()
    {
        var home = await OpenAsync(Phone);
        await SignInAsync(home, "spotify", "wilma");
        var account = new AccountSection(home.Window);
        await account.OpenAsync("keys");
        foreach (var name in new[] { "Homepage", "Hall", "Kitchen" })
        {
            await account.MakeKeyAsync(name);
            await account.Part("dismiss-key").ClickAsync();
        }

        await EndConsentAsync("wilma");
        home.Window.Expect("403");
        await home.Window.Page.EvaluateAsync("fetch('/me/playlists')");
        await home.GoToAsync("/");
        await home.Window.Page.ReloadAsync();

        await Expect(home.Part("todo-item")).ToBeVisibleAsync();
        await home.Window.SaveScreenshotAsync("phone-first-screen", whole: false);
        foreach (var part in new[] { home.Part("todo-item"), home.Part("app").Last })
        {
            var box = (await part.BoundingBoxAsync())!;
            (box.Y + box.Height).ShouldBeLessThanOrEqualTo(Phone.Height);
        }

        await home.Window.ShouldNotScrollSidewaysAsync();
    }

    [LongFact]
    public async Task Navigation_closes_a_problem_message_and_keeps_a_success_message()
    {
        var home = await SignedInAsync("xenia", "spotify");
        await Expect(home.Alert).ToContainTextAsync("Spotify connected as Xenia");
        await home.Part("go-account").ClickAsync();
        await Expect(home.Alert).ToContainTextAsync("Spotify connected as Xenia");
        await home.Part("alert-close").ClickAsync();
        await Expect(home.Alert).ToHaveCountAsync(0);

        await home.GoToAsync("/?error=sign_in_failed&provider=spotify&reason=expired");
        await Expect(home.Alert).ToContainTextAsync("The sign-in took longer than ten minutes");
        await home.Part("go-account").ClickAsync();
        await Expect(home.Alert).ToHaveCountAsync(0);
    }
}
