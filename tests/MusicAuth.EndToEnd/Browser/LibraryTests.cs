using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Browser;

public sealed class LibraryTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    [LongFact]
    public async Task One_list_shows_the_playlists_of_both_services_with_their_covers()
    {
        var home = await SignedInAsync("jonas", "spotify", "deezer");

        await Expect(home.Summary).ToHaveTextAsync("24 playlists");
        await Expect(home.Numbers("spotify")).ToHaveTextAsync("12 from Spotify");
        await Expect(home.Numbers("deezer")).ToHaveTextAsync("12 from Deezer");
        await Expect(home.Of(home.Playlists, "spotify")).ToHaveCountAsync(12);
        await Expect(home.Of(home.Playlists, "deezer")).ToHaveCountAsync(12);
        await home.Playlists.Last.ScrollIntoViewIfNeededAsync();
        (await home.CoversAsync()).ShouldBe("24 of 24");
    }

    [LongFact]
    public async Task Favourites_of_both_services_are_mixed_by_date_or_follow_each_other()
    {
        var home = await SignedInAsync("kira", "spotify", "deezer");

        await home.OpenTabAsync("favorites");
        await Expect(home.Summary).ToHaveTextAsync("160 tracks");
        await Expect(home.Numbers("spotify")).ToHaveTextAsync("80 from Spotify");
        await Expect(home.Numbers("deezer")).ToHaveTextAsync("80 from Deezer");
        // Only a row under the pointer has a colour of its own.
        await Expect(home.Tracks.First).ToHaveCSSAsync("background-color", "rgba(0, 0, 0, 0)");
        await home.Window.Page.EvaluateAsync("scrollTo(0, document.documentElement.scrollHeight / 2)");
        await Expect(home.Of(home.Tracks, "deezer").First).ToBeAttachedAsync();
        await Expect(home.Of(home.Tracks, "spotify").First).ToBeAttachedAsync();
        await home.Window.SaveScreenshotAsync("favourites", whole: false);
        await home.Window.ShouldBeAccessibleAsync("favourites");

        await home.Order.SelectOptionAsync("service");
        await Expect(home.Tracks.First).ToHaveAttributeAsync("aria-posinset", "1");
        (await home.ListedProvidersAsync()).Distinct(StringComparer.Ordinal).ShouldBe(["spotify"]);
        await home.Part("favorites").Locator("[tabindex='0']").FocusAsync();
        await home.Window.Page.Keyboard.PressAsync("End");
        await Expect(home.Tracks.First).ToHaveAttributeAsync("data-provider", "deezer");
    }

    [Fact]
    public async Task The_filter_shows_one_service_alone()
    {
        var home = await SignedInAsync("leo", "spotify", "deezer");

        await home.FilterAsync("deezer");

        await Expect(home.Of(home.Playlists, "deezer")).ToHaveCountAsync(12);
        await Expect(home.Of(home.Playlists, "spotify")).ToHaveCountAsync(0);
        await home.OpenTabAsync("favorites");
        await Expect(home.Summary).ToHaveTextAsync("80 tracks");
        await home.FilterAsync("");
        await Expect(home.Summary).ToHaveTextAsync("160 tracks");
        await Expect(home.Of(home.Tracks, "spotify").First).ToBeAttachedAsync();
    }

    [Theory]
    [InlineData("spotify", "mona", "Spotify")]
    [InlineData("deezer", "nils", "Deezer")]
    public async Task A_playlist_shows_its_tracks_and_a_link_back(string provider, string user, string service)
    {
        var home = await SignedInAsync(user, provider);
        var first = home.Playlists.First.GetByTestId("playlist-link");
        var name = await first.InnerTextAsync();

        await first.ClickAsync();

        await Expect(home.PlaylistTitle).ToHaveTextAsync(name);
        await Expect(home.Tracks.First).ToBeAttachedAsync();
        await Expect(home.Part("open-playlist")).ToHaveTextAsync($"Open in {service}");
        await home.Window.SaveScreenshotAsync($"playlist-{provider}", whole: false);
        await home.Window.Page.ReloadAsync();
        await Expect(home.PlaylistTitle).ToHaveTextAsync(name);
        await Expect(home.Part("playlist-tracks")).ToHaveAttributeAsync("aria-label", $"Tracks of {name}");
        await Expect(home.Part("open-playlist")).ToBeVisibleAsync();
        await home.Part("back").ClickAsync();
        await Expect(home.Playlists).ToHaveCountAsync(12);
        await Expect(first).ToBeFocusedAsync();
    }

    [LongFact]
    public async Task A_playlists_page_has_its_whole_cover_its_description_and_its_owner()
    {
        var home = await SignedInAsync("petra", "spotify");

        await home.Playlists.First.GetByTestId("playlist-link").ClickAsync();

        var head = home.Library.Locator(".playlist");
        await Expect(home.Part("description")).Not.ToBeEmptyAsync();
        await Expect(head).ToContainTextAsync("by Petra");
        await Expect(head).ToContainTextAsync("230 tracks");
        await Expect(head.Locator("img.cover")).ToHaveCSSAsync("object-fit", "contain");
        await Expect(home.Tracks.First.GetByTestId("open-at-provider"))
            .ToHaveAttributeAsync("title", "Open in Spotify");
        await home.Window.ShouldBeAccessibleAsync("a playlist's page");
    }

    [LongFact]
    public async Task A_placeholder_replaces_a_failed_cover_and_the_initials_replace_a_failed_picture()
    {
        var home = await SignedInAsync("pablo", "spotify");
        var picture = home.Card("spotify").Locator("img.avatar");
        await Expect(picture).ToBeVisibleAsync();
        await home.Window.Page.RouteAsync(
            "**/me/connections/spotify/picture", route => route.FulfillAsync(new() { Status = 500 }));
        home.Window.Expect("500");
        // The covers of the sandbox are data addresses, which cannot fail. The broker does not have these addresses.
        await home.Window.Page.RouteAsync("**/me/playlists?*", async route =>
        {
            var response = await route.FetchAsync();
            var body = await response.TextAsync();
            await route.FulfillAsync(new()
            {
                Response = response,
                Body = System.Text.RegularExpressions.Regex.Replace(
                    body, "\"image_url\":\"[^\"]*\"", "\"image_url\":\"/nowhere.png\"",
                    System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(5)),
            });
        });
        home.Window.Expect("404");

        await home.Window.Page.ReloadAsync();

        await Expect(home.Playlists).ToHaveCountAsync(12);
        await home.Playlists.Last.ScrollIntoViewIfNeededAsync();
        await Expect(home.Playlists.Locator("img.cover")).ToHaveCountAsync(0);
        await Expect(home.Playlists.Locator(".cover.empty")).ToHaveCountAsync(12);
        await Expect(home.Card("spotify").Locator(".avatar")).ToHaveTextAsync("P");
        await Expect(picture).ToHaveCountAsync(0);
    }

    [LongFact]
    public async Task Only_users_with_Deezer_see_Flow()
    {
        var home = await SignedInAsync("olga", "spotify");
        await Expect(home.Part("tab-flow")).ToHaveCountAsync(0);

        await SignInAsync(home, "deezer", "olga");
        await home.OpenTabAsync("flow");

        await Expect(home.Window.Page.Locator("#library")).ToContainTextAsync("Deezer’s endless mix for you");
        await Expect(home.Tracks.First).ToBeAttachedAsync();
        await Expect(home.Of(home.Tracks, "spotify")).ToHaveCountAsync(0);
        await home.Window.SaveScreenshotAsync("flow", whole: false);
        await home.Window.ShouldBeAccessibleAsync("Flow");
    }

    [Fact]
    public async Task An_empty_library_has_a_friendly_message()
    {
        var home = await SignedInAsync("basil", "spotify", "deezer");

        await Expect(home.Empty).ToContainTextAsync("You have no playlists yet.");
        await home.OpenTabAsync("favorites");
        await Expect(home.Empty).ToContainTextAsync("You have no favourites yet.");
        await home.Window.SaveScreenshotAsync("empty");
    }

    [LongFact]
    public async Task Anomalies_of_real_libraries_break_nothing_and_the_numbers_add_up()
    {
        var home = await SignedInAsync("cleo", "spotify", "deezer");
        await Expect(home.Playlists.First).ToBeVisibleAsync();
        await Expect(home.Numbers("spotify")).ToHaveTextAsync("18 of Spotify’s 24; 6 left out");
        await Expect(home.Of(home.Playlists, "spotify")).ToHaveCountAsync(18);
        await Expect(home.Numbers("deezer")).ToHaveTextAsync("10 from Deezer");
        await Expect(home.Summary).ToHaveTextAsync("28 playlists");
        await Expect(home.Library).ToContainTextAsync("the service no longer offers them");
        await home.Window.SaveScreenshotAsync("cleo-playlists");

        await home.OpenTabAsync("favorites");
        await Expect(home.Numbers("spotify")).ToHaveTextAsync("54 of Spotify’s 60; 6 left out");
        await Expect(home.Numbers("deezer")).ToHaveTextAsync("53 of Deezer’s 60; 7 left out");
        await Expect(home.Tracks.GetByText("Not playable").First).ToBeAttachedAsync();
        await home.Window.SaveScreenshotAsync("cleo-favourites", whole: false);

        await home.OpenTabAsync("playlists");
        await home.Playlists.First.GetByTestId("playlist-link").ClickAsync();
        await home.LoadAll.ClickAsync();
        await Expect(home.Numbers("spotify")).ToHaveTextAsync("192 of Spotify’s 230; 38 left out");
        await Expect(home.Tracks.GetByText("Local file").First).ToBeAttachedAsync();
        await Expect(home.Tracks.GetByText("Episode", new() { Exact = true }).First).ToBeAttachedAsync();
        foreach (var text in (string[])["undefined", "null", "NaN", "[object"])
            (await home.Library.InnerTextAsync()).ShouldNotContain(text);
        await home.Window.SaveScreenshotAsync("cleo-playlist", whole: false);
    }

    [LongFact]
    public async Task The_library_is_shown_in_French()
    {
        var home = await SignedInAsync("cleo", "spotify");
        await Expect(home.Playlists.First).ToBeVisibleAsync();
        await home.Window.Page.EvaluateAsync("localStorage.setItem('musicauth.language', 'fr')");

        await home.Window.Page.ReloadAsync();

        await Expect(home.Library.Locator("h2")).ToHaveTextAsync("Votre musique");
        await Expect(home.Numbers("spotify")).ToHaveTextAsync("18 sur les 24 de Spotify ; il en manque 6");
        await home.OpenTabAsync("favorites");
        await Expect(home.Search).ToHaveAttributeAsync("placeholder", "Chercher un titre, un artiste, un album");
        await home.Window.SaveScreenshotAsync("favourites-french", whole: false);
        await home.Window.Page.EvaluateAsync("localStorage.removeItem('musicauth.language')");
    }

    [Fact]
    public async Task The_page_says_why_it_cannot_show_the_playlist_of_another_owner()
    {
        var home = await SignedInAsync("cleo", "spotify");
        // Chromium also reports the 403 as a console error.
        home.Window.Expect("403");
        var othersPlaylist = home.Playlists.Filter(new() { HasText = "Alma" }).First;

        await othersPlaylist.GetByTestId("playlist-link").ClickAsync();

        await Expect(home.Problem).ToContainTextAsync("neither own the playlist nor collaborate on it");
        await home.Window.SaveScreenshotAsync("strangers-playlist");
        await home.Part("back").ClickAsync();
        await Expect(othersPlaylist).ToBeAttachedAsync();
        await Expect(home.Part("health-spotify")).ToHaveCountAsync(0);
    }
}
