using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Browser;

public sealed class LibraryTests(BrowserFixture world) : BrowserTest(world)
{
    [LongFact]
    public async Task Playlists_of_both_services_stand_in_one_list_with_their_covers()
    {
        var home = await SignedInAsync("jonas", "spotify", "deezer");

        await Expect(home.Summary).ToHaveTextAsync("24 playlists (Spotify 12, Deezer 12)");
        await Expect(home.Of(home.Playlists, "spotify")).ToHaveCountAsync(12);
        await Expect(home.Of(home.Playlists, "deezer")).ToHaveCountAsync(12);
        await home.Playlists.Last.ScrollIntoViewIfNeededAsync();
        (await home.CoversAsync()).ShouldBe("24 of 24");
    }

    [LongFact]
    public async Task Favourites_go_on_page_by_page_from_one_service_to_the_next()
    {
        var home = await SignedInAsync("kira", "spotify", "deezer");

        await home.OpenTabAsync("favorites");
        await Expect(home.Tracks).ToHaveCountAsync(50);
        await Expect(home.Summary).ToHaveTextAsync("50 of 160 tracks (Spotify 80, Deezer 80)");
        await home.Window.SnapAsync("favourites", whole: false);
        await home.LoadMore.ClickAsync();
        await Expect(home.Tracks).ToHaveCountAsync(100);
        await home.LoadMore.ClickAsync();
        await Expect(home.Tracks).ToHaveCountAsync(150);
        await home.LoadMore.ClickAsync();

        await Expect(home.Of(home.Tracks, "spotify")).ToHaveCountAsync(80);
        await Expect(home.Of(home.Tracks, "deezer")).ToHaveCountAsync(80);
        await Expect(home.LoadMore).ToBeHiddenAsync();
    }

    [Fact]
    public async Task The_filter_shows_one_service_alone()
    {
        var home = await SignedInAsync("leo", "spotify", "deezer");

        await home.FilterAsync("deezer");

        await Expect(home.Of(home.Playlists, "deezer")).ToHaveCountAsync(12);
        await Expect(home.Of(home.Playlists, "spotify")).ToHaveCountAsync(0);
        await home.OpenTabAsync("favorites");
        await Expect(home.Summary).ToHaveTextAsync("50 of 80 tracks");
        await home.FilterAsync("");
        await Expect(home.Of(home.Tracks, "spotify")).ToHaveCountAsync(50);
    }

    [Theory]
    [InlineData("spotify", "mona")]
    [InlineData("deezer", "nils")]
    public async Task A_playlist_opens_its_tracks_and_leads_back(string provider, string person)
    {
        var home = await SignedInAsync(person, provider);
        var first = home.Playlists.First.GetByTestId("playlist-link");
        var name = await first.InnerTextAsync();

        await first.ClickAsync();

        await Expect(home.PlaylistTitle).ToHaveTextAsync(name);
        await Expect(home.Tracks.First).ToBeVisibleAsync();
        await Expect(home.Of(home.Tracks, provider)).ToHaveCountAsync(50);
        await home.Window.SnapAsync($"playlist-{provider}", whole: false);
        await home.Window.Page.ReloadAsync();
        await Expect(home.PlaylistTitle).ToHaveTextAsync(name);
        await home.Part("back").ClickAsync();
        await Expect(home.Playlists).ToHaveCountAsync(12);
    }

    [LongFact]
    public async Task Flow_stands_there_for_who_has_deezer()
    {
        var home = await SignedInAsync("olga", "spotify");
        await Expect(home.Part("tab-flow")).ToHaveCountAsync(0);

        await SignInAsync(home, "deezer", "olga");
        await home.OpenTabAsync("flow");

        await Expect(home.Tracks.First).ToBeVisibleAsync();
        await Expect(home.Of(home.Tracks, "spotify")).ToHaveCountAsync(0);
        await home.Window.SnapAsync("flow", whole: false);
    }

    [LongFact]
    public async Task Thousands_of_favourites_show_their_number_and_come_in_pages()
    {
        var home = await SignedInAsync("alma", "spotify");

        await Expect(home.Summary).ToHaveTextAsync("50 of 111 playlists");
        await home.OpenTabAsync("favorites");
        await Expect(home.Summary).ToHaveTextAsync("50 of 5,320 tracks");
        await home.LoadMore.ClickAsync();
        await Expect(home.Summary).ToHaveTextAsync("100 of 5,320 tracks");
        await Expect(home.Tracks).ToHaveCountAsync(100);
    }

    [Fact]
    public async Task An_empty_library_is_said_kindly()
    {
        var home = await SignedInAsync("basil", "spotify", "deezer");

        await Expect(home.Empty).ToContainTextAsync("You have no playlists yet.");
        await home.OpenTabAsync("favorites");
        await Expect(home.Empty).ToContainTextAsync("You have no favourites yet.");
        await home.Window.SnapAsync("empty");
    }

    [LongFact]
    public async Task Oddities_of_real_libraries_break_nothing()
    {
        var home = await SignedInAsync("cleo", "spotify", "deezer");
        await Expect(home.Playlists.First).ToBeVisibleAsync();
        await Expect(home.Library).ToContainTextAsync("no longer offers");
        await home.Window.SnapAsync("cleo-playlists");

        await home.OpenTabAsync("favorites");
        await ToTheEndAsync(home);
        (await home.Of(home.Tracks, "spotify").CountAsync()).ShouldBeGreaterThan(40);
        (await home.Of(home.Tracks, "deezer").CountAsync()).ShouldBeGreaterThan(40);
        await Expect(home.Tracks.GetByText("Not playable").First).ToBeVisibleAsync();
        await home.Window.SnapAsync("cleo-favourites", whole: false);

        await home.OpenTabAsync("playlists");
        await home.Playlists.First.GetByTestId("playlist-link").ClickAsync();
        await Expect(home.Tracks.First).ToBeVisibleAsync();
        await ToTheEndAsync(home);
        await Expect(home.Tracks.GetByText("Local file").First).ToBeVisibleAsync();
        await Expect(home.Tracks.GetByText("Episode", new() { Exact = true }).First).ToBeVisibleAsync();
        foreach (var text in (string[])["undefined", "null", "NaN", "[object"])
            (await home.Library.InnerTextAsync()).ShouldNotContain(text);
        await home.Window.SnapAsync("cleo-playlist", whole: false);
    }

    [Fact]
    public async Task A_strangers_playlist_says_why_it_stays_closed()
    {
        var home = await SignedInAsync("cleo", "spotify");
        // Chromium reports the 403 as an error of its own.
        home.Window.Expect("403");
        var strangers = home.Playlists.Filter(new() { HasText = "Alma" }).First;

        await strangers.GetByTestId("playlist-link").ClickAsync();

        await Expect(home.Problem).ToContainTextAsync("neither own the playlist nor collaborate on it");
        await home.Window.SnapAsync("strangers-playlist");
    }

    private static async Task ToTheEndAsync(HomePage home)
    {
        await Expect(home.Tracks.First).ToBeVisibleAsync();
        for (var page = 0; page < 20 && await home.LoadMore.IsVisibleAsync(); page++)
        {
            var before = await home.Summary.InnerTextAsync();
            await home.LoadMore.ClickAsync();
            await Expect(home.Summary).Not.ToHaveTextAsync(before);
        }

        await Expect(home.LoadMore).ToBeHiddenAsync();
    }
}
