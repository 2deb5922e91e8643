using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Browser.Consents;

/// <summary>Letting apps do more: said in words before it is asked, shown once granted, refused without harm.</summary>
[Collection(nameof(SecondBrowser))]
public sealed class ConsentTests(BrowserFixture world) : BrowserTest(world)
{
    private static readonly BrokerSetup Wide = new()
    {
        Settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Spotify:AllowedScopes"] =
                "playlist-modify-public playlist-modify-private user-library-modify user-read-playback-state",
            ["Deezer:AllowedScopes"] = "manage_library delete_library listening_history",
        },
    };

    [LongFact]
    public async Task A_wish_is_put_into_words_granted_and_shown()
    {
        var (_, home) = await ConnectedAsync("spotify");
        await Expect(await GrantedAsync(home)).ToHaveTextAsync(
        [
            "See your private playlists", "See your collaborative playlists",
            "See the music in your library",
        ]);

        await OpenWishesAsync(home, "spotify");
        await Expect(home.Part("wish")).ToHaveTextAsync(
            ["Let apps change your playlists", "Let apps change your library", "Let apps see what you play"]);
        await home.Window.SnapAsync("consent-wishes", whole: false);
        await home.Window.ShouldBeAccessibleAsync("further permissions");
        await WishAsync(home, "Let apps change your playlists");
        await Expect(home.Part("consent")).ToContainTextAsync("Let apps change your playlists?");
        await Expect(home.Part("consent-new").Locator("li")).ToHaveTextAsync(
        [
            "Change your public playlists and create new ones", "Change your private playlists and create new ones",
        ]);
        await home.Window.SnapAsync("consent-asked", whole: false);
        await home.Window.ShouldBeAccessibleAsync("the question about a wider consent");
        await home.Part("consent-go").ClickAsync();
        var consent = await home.ConsentAsync();
        await consent.ChooseAsync("dora");

        var granted = await GrantedAsync(home);
        await Expect(granted).ToHaveCountAsync(5);
        await Expect(granted).ToContainTextAsync(
        [
            "See the music in your library", "Change your public playlists", "Change your private playlists",
        ]);
        await OpenWishesAsync(home, "spotify");
        await Expect(home.Part("wish")).ToHaveTextAsync(
            ["Let apps change your library", "Let apps see what you play"]);
        await home.Window.SnapAsync("consent-granted", whole: false);
    }

    [LongTheory]
    [InlineData("spotify", "Let apps change your library", 3)]
    [InlineData("deezer", "Let apps see your listening history", 2)]
    public async Task A_refusal_leaves_the_connection_and_what_it_may_do(string provider, string wish, int granted)
    {
        var (_, home) = await ConnectedAsync(provider);
        await OpenWishesAsync(home, provider);
        await WishAsync(home, wish);

        await home.Part("consent-go").ClickAsync();
        var consent = await home.ConsentAsync();
        await consent.RefuseAsync();

        await Expect(home.Alert).ToContainTextAsync("You refused");
        await Expect(home.State(provider)).ToHaveTextAsync("Connected");
        await Expect(home.Playlists).Not.ToHaveCountAsync(0);
        await Expect(await GrantedAsync(home, provider)).ToHaveCountAsync(granted);
    }

    [LongFact]
    public async Task Whoever_leaves_it_goes_nowhere()
    {
        var (_, home) = await ConnectedAsync("spotify");
        await OpenWishesAsync(home, "spotify");
        await WishAsync(home, "Let apps change your library");

        await home.Part("consent-leave").ClickAsync();

        await Expect(home.Part("consent")).ToHaveCountAsync(0);
        home.Window.Path.ShouldBe("/");
        await home.GoToAsync("/?consent=spotify&scope=user-read-email%20%3Cb%3E&returnUrl=//evil.example");
        await Expect(home.Playlists.First).ToBeVisibleAsync();
        await Expect(home.Part("consent")).ToHaveCountAsync(0);
    }

    [LongFact]
    public async Task Another_browser_that_did_not_know_of_it_asks_again_in_words()
    {
        var (broker, home) = await ConnectedAsync("spotify");
        await home.GoToAsync("/");
        await home.Window.Page.GotoAsync("/login/spotify?scope=user-library-modify");
        await (await home.ConsentAsync()).ChooseAsync("dora");
        await Expect(await GrantedAsync(home)).ToHaveCountAsync(4);

        var other = await OpenAsync(new(390, 844), broker.Address);
        await (await other.ConnectAsync("spotify")).ChooseAsync("dora");
        await Expect(other.Part("consent-new").Locator("li")).ToHaveTextAsync(
            ["Add music to your library and remove music from it"]);
        other.Window.Path.ShouldBe("/");
        await other.Window.ShouldNotScrollSidewaysAsync();
        await other.Window.SnapAsync("consent-lost", whole: false);
        await other.Part("consent-go").ClickAsync();
        await (await other.ConsentAsync()).ChooseAsync("dora");

        await Expect(await GrantedAsync(other)).ToHaveCountAsync(4);
        await Expect(other.Part("consent")).ToHaveCountAsync(0);
    }

    private async Task<(StandaloneBroker Broker, HomePage Home)> ConnectedAsync(string provider)
    {
        var broker = await StartBrokerAsync(Wide);
        var home = await OpenAsync(address: broker.Address);
        await (await home.ConnectAsync(provider)).ChooseAsync("dora");
        await Expect(home.State(provider)).ToHaveTextAsync("Connected");
        return (broker, home);
    }

    private static async Task<ILocator> GrantedAsync(HomePage home, string provider = "spotify")
    {
        await home.OpenDetailsAsync(provider);
        return home.Part($"granted-{provider}").Locator("li");
    }

    private static async Task OpenWishesAsync(HomePage home, string provider)
    {
        await home.OpenDetailsAsync(provider);
        await home.Part($"wishes-{provider}").Locator("summary").ClickAsync();
    }

    private static Task WishAsync(HomePage home, string wish) =>
        home.Part("wish").GetByText(wish, new() { Exact = true }).ClickAsync();
}
