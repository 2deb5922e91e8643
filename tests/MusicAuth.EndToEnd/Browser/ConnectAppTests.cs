using Shouldly;

namespace MusicAuth.EndToEnd.Browser;

/// <summary>Connects an app on the page, from the first sign-in to the first call of the app.</summary>
public sealed class ConnectAppTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    [LongFact]
    public async Task After_the_first_sign_in_a_user_connects_an_app_and_the_page_shows_its_first_call()
    {
        var home = await SignedInAsync("renate", "spotify");
        await Expect(home.Part("apps")).ToContainTextAsync("Connect an app");

        await home.Part("connect-app-homepage").ClickAsync();
        await Expect(home.Part("connect-form")).ToContainTextAsync(
            "Read your playlists, favourites and Flow (Deezer’s mix for you)");
        await home.Window.SaveScreenshotAsync("connect-form");
        await home.Part("connect-make").ClickAsync();
        await Expect(home.Part("waiting")).ToContainTextAsync("waiting for the first request from Homepage");
        var key = await home.Part("connect-key").InnerTextAsync();
        var snippet = await home.Part("snippet-text-homepage").InnerTextAsync();
        snippet.ShouldContain($"Authorization: Bearer {key}");
        snippet.ShouldContain($"url: {Broker.GetLeftPart(UriPartial.Authority)}/me/playlists?limit=1");
        await home.Window.SaveScreenshotAsync("connect-waiting");
        using var app = new SandboxControl(Broker);
        app.DefaultRequestHeaders.Authorization = new("Bearer", key);
        (await app.GetAsync(new Uri("/me/playlists?limit=1", UriKind.Relative))).EnsureSuccessStatusCode();

        await Expect(home.Part("waiting")).ToHaveTextAsync("Homepage has just read your playlists.");
        await home.Window.SaveScreenshotAsync("connect-called");
        await home.Part("connect-done").ClickAsync();
        await Expect(home.Part("app")).ToContainTextAsync("Homepage");
        await Expect(home.Part("app")).ToContainTextAsync("Last used");
        (await home.Window.Page.ContentAsync()).ShouldNotContain(key);
    }

    [LongFact]
    public async Task A_script_has_snippets_in_four_languages_and_the_arrow_keys_choose_one()
    {
        var home = await SignedInAsync("sigrid", "spotify");
        await home.Part("connect-app-script").ClickAsync();
        await home.Part("connect-make").ClickAsync();
        await Expect(home.Part("connect-problem")).ToContainTextAsync("Enter a name");
        await Expect(home.Part("app-name")).ToBeFocusedAsync();
        await home.Part("app-name").FillAsync("Backup");
        await home.Part("app-address").FillAsync("musicauth");
        await home.Part("connect-make").ClickAsync();
        await Expect(home.Part("app-address")).ToBeFocusedAsync();
        await home.Part("app-address").FillAsync("http://musicauth:8080/");
        await home.Part("connect-make").ClickAsync();

        await Expect(home.Part("snippet-text-curl")).ToContainTextAsync(" http://musicauth:8080/me/playlists");
        await home.Part("snippet-tab-curl").FocusAsync();
        foreach (var language in new[] { "javascript", "csharp", "python" })
        {
            await home.Window.Page.Keyboard.PressAsync("ArrowRight");
            await Expect(home.Part($"snippet-tab-{language}")).ToBeFocusedAsync();
            await Expect(home.Part($"snippet-text-{language}")).ToBeVisibleAsync();
        }

        await home.Window.ShouldBeAccessibleAsync("snippets");
    }

    [LongFact]
    public async Task The_snippets_of_the_other_apps_contain_the_address_and_the_key()
    {
        var home = await SignedInAsync("therese", "spotify");
        foreach (var (app, snippet, file) in new[]
        {
            ("glance", "glance", "glance.yml"), ("home-assistant", "home-assistant", "configuration.yaml"),
            ("spotify-sdk", "spotify-sdk", "Try it"),
        })
        {
            await home.GoToAsync($"/#connect/{app}");
            if (app == "spotify-sdk") await home.Part("app-name").FillAsync("Player");
            await home.Part("connect-make").ClickAsync();
            await Expect(home.Part("new-app")).ToContainTextAsync(file);
            var key = await home.Part("connect-key").InnerTextAsync();
            var text = await home.Part($"snippet-text-{snippet}").InnerTextAsync();
            // A failure does not print the key.
            text.Contains(key, StringComparison.Ordinal).ShouldBeTrue(app);
            text.Contains(Broker.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal).ShouldBeTrue(app);
            (text.Contains("%KEY%") || text.Contains("%ADDRESS%")).ShouldBeFalse(app);
        }

        await Expect(home.Part("snippet-tab-spotify-curl")).ToBeVisibleAsync();
    }

    [LongFact]
    public async Task Before_a_key_is_made_the_page_names_the_permissions_that_the_consent_lacks()
    {
        var home = await SignedInAsync("thekla", "spotify");
        await home.Part("connect-app-other").ClickAsync();

        await home.Part("scope-spotify:write").CheckAsync();
        await Expect(home.Part("connect-gap")).ToContainTextAsync("Your Spotify consent lets apps read");
        await home.Part("scope-deezer:read").CheckAsync();
        await Expect(home.Part("connect-gap").Last).ToContainTextAsync("Deezer is not connected yet.");
        await home.Window.SaveScreenshotAsync("connect-gaps");
        await home.Window.ShouldBeAccessibleAsync("permissions that the consent lacks");
        await home.Part("scope-spotify:write").UncheckAsync();
        await home.Part("scope-deezer:read").UncheckAsync();

        await Expect(home.Part("connect-gap")).ToHaveCountAsync(0);
    }

    [LongFact]
    public async Task If_a_snippet_does_not_load_the_page_makes_no_key()
    {
        var home = await SignedInAsync("ursel", "spotify");
        home.Window.Expect("503");
        await home.Window.Page.RouteAsync("**/snippets/*", FailedRequests.FulfillUnavailableAsync);
        await home.Part("connect-app-homepage").ClickAsync();

        await home.Part("connect-make").ClickAsync();
        await Expect(home.Part("connect-problem")).ToContainTextAsync("The response did not come from MusicAuth.");
        (await home.Window.Page.EvaluateAsync<int>(
            "fetch('/me/keys').then(response => response.json()).then(body => body.items.length)")).ShouldBe(0);
        await home.Window.Page.UnrouteAsync("**/snippets/*");
        await home.Part("connect-make").ClickAsync();

        await Expect(home.Part("connect-key")).ToBeVisibleAsync();
        await Expect(home.Part("snippet-text-homepage")).ToBeVisibleAsync();
    }

    [LongFact]
    public async Task A_key_is_renamed_extended_and_given_a_new_secret()
    {
        var home = await SignedInAsync("ulla", "spotify");
        var account = new AccountSection(home.Window);
        await account.OpenAsync("keys");
        var first = await account.MakeKeyAsync("Hall");
        await account.Part("dismiss-key").ClickAsync();

        await account.Part("rename-key").ClickAsync();
        await Expect(account.Part("change-name")).ToHaveAttributeAsync("aria-describedby", "change-problem");
        await account.Part("change-name").FillAsync("Kitchen");
        await account.Part("change-save").ClickAsync();
        await Expect(account.Key("Kitchen").GetByTestId("rename-key")).ToBeFocusedAsync();
        await account.Part("extend-key").ClickAsync();
        await account.Part("change-life").SelectOptionAsync("90");
        await home.Window.SaveScreenshotAsync("key-extend", whole: false);
        await home.Window.ShouldBeAccessibleAsync("the dialog of a key");
        await account.Part("change-save").ClickAsync();
        await Expect(account.Key("Kitchen")).Not.ToContainTextAsync("ExpiresNever");
        await Expect(account.Key("Kitchen").GetByTestId("extend-key")).ToBeFocusedAsync();
        await account.Part("rotate-key").ClickAsync();
        await account.Part("confirm-ok").ClickAsync();

        await Expect(account.Part("new-key")).ToContainTextAsync("The old secret works for 24 more hours.");
        var second = await account.NewKey.InnerTextAsync();
        second.ShouldNotBe(first);
        foreach (var key in new[] { first, second })
        {
            using var app = new SandboxControl(Broker);
            app.DefaultRequestHeaders.Authorization = new("Bearer", key);
            (await app.GetAsync(new Uri("/me/playlists?limit=1", UriKind.Relative))).EnsureSuccessStatusCode();
        }
    }
}
