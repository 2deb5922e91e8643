using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Browser.Consents;

/// <summary>The page explains a further permission before it asks the provider, and then shows the result.</summary>
[Collection(nameof(SecondBrowser))]
public sealed class ConsentTests(BrowserFixture fixture) : BrowserTest(fixture)
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
    public async Task The_page_explains_a_permission_requests_it_and_shows_it()
    {
        var (_, home) = await ConnectedAsync("spotify");
        await Expect(await GrantedAsync(home)).ToHaveTextAsync(
        [
            "See your private playlists", "See your collaborative playlists",
            "See the music in your library",
        ]);

        await OpenPermissionsAsync(home, "spotify");
        await Expect(home.Part("wish")).ToHaveTextAsync(
            ["Let apps change your playlists", "Let apps change your library", "Let apps see what you play"]);
        await home.Window.SaveScreenshotAsync("consent-wishes", whole: false);
        await home.Window.ShouldBeAccessibleAsync("further permissions");
        await ChoosePermissionAsync(home, "Let apps change your playlists");
        await Expect(home.Part("consent")).ToContainTextAsync("Let apps change your playlists?");
        await Expect(home.Part("consent-new").Locator("li")).ToHaveTextAsync(
        [
            "Change your public playlists and create new ones", "Change your private playlists and create new ones",
        ]);
        await home.Window.SaveScreenshotAsync("consent-asked", whole: false);
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
        await OpenPermissionsAsync(home, "spotify");
        await Expect(home.Part("wish")).ToHaveTextAsync(
            ["Let apps change your library", "Let apps see what you play"]);
        await home.Window.SaveScreenshotAsync("consent-granted", whole: false);
    }

    [LongTheory]
    [InlineData("spotify", "Let apps change your library", 3)]
    [InlineData("deezer", "Let apps see your listening history", 2)]
    public async Task A_refusal_changes_neither_the_connection_nor_its_permissions(
        string provider, string permission, int granted)
    {
        var (_, home) = await ConnectedAsync(provider);
        await OpenPermissionsAsync(home, provider);
        await ChoosePermissionAsync(home, permission);

        await home.Part("consent-go").ClickAsync();
        var consent = await home.ConsentAsync();
        await consent.RefuseAsync();

        await Expect(home.Alert).ToContainTextAsync("You refused");
        await Expect(home.State(provider)).ToHaveTextAsync("Connected");
        await Expect(home.Playlists).Not.ToHaveCountAsync(0);
        await Expect(await GrantedAsync(home, provider)).ToHaveCountAsync(granted);
    }

    [LongFact]
    public async Task A_user_who_cancels_the_question_stays_on_the_page()
    {
        var (_, home) = await ConnectedAsync("spotify");
        await OpenPermissionsAsync(home, "spotify");
        await ChoosePermissionAsync(home, "Let apps change your library");

        await home.Part("consent-leave").ClickAsync();

        await Expect(home.Part("consent")).ToHaveCountAsync(0);
        home.Window.Path.ShouldBe("/");
        await home.GoToAsync("/?consent=spotify&scope=user-read-email%20%3Cb%3E&returnUrl=//evil.example");
        await Expect(home.Playlists.First).ToBeVisibleAsync();
        await Expect(home.Part("consent")).ToHaveCountAsync(0);
    }

    [LongFact]
    public async Task A_sign_in_with_fewer_permissions_asks_for_the_others()
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
        await other.Window.SaveScreenshotAsync("consent-lost", whole: false);
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

    private static async Task OpenPermissionsAsync(HomePage home, string provider)
    {
        await home.OpenDetailsAsync(provider);
        await home.Part($"wishes-{provider}").Locator("summary").ClickAsync();
    }

    private static Task ChoosePermissionAsync(HomePage home, string permission) =>
        home.Part("wish").GetByText(permission, new() { Exact = true }).ClickAsync();
}
