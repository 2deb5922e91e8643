using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Browser.SignIn;

public sealed class SignInTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    [Fact]
    public async Task Before_a_sign_in_the_page_offers_both_services_and_nothing_else()
    {
        var home = await OpenAsync();

        await Expect(home.ConnectButton("spotify")).ToHaveTextAsync("Connect Spotify");
        await Expect(home.ConnectButton("deezer")).ToHaveTextAsync("Connect Deezer");
        await Expect(home.Library).ToBeHiddenAsync();
        await Expect(home.Alert).ToHaveCountAsync(0);
        await home.Window.SaveScreenshotAsync("signed-out");
        await home.Part("asks-spotify").Locator("summary").ClickAsync();
        await Expect(home.Part("redirect-uri-spotify")).ToContainTextAsync("/callback/spotify");
    }

    [Fact]
    public async Task Signing_in_with_both_services_connects_both_to_one_user()
    {
        var home = await OpenAsync();

        var consent = await home.ConnectAsync("spotify");
        await Expect(consent.Heading).ToContainTextAsync("asks for access to your Spotify account");
        await consent.Window.SaveScreenshotAsync("consent-spotify");
        await consent.ChooseAsync("dora");
        await Expect(home.State("spotify")).ToHaveTextAsync("Connected");
        await Expect(home.User).ToHaveTextAsync("Signed in as Dora");
        await Expect(home.State("deezer")).ToHaveTextAsync("Not connected");
        await Expect(home.Alert).ToContainTextAsync("Spotify connected as Dora");

        consent = await home.ConnectAsync("deezer");
        await consent.Window.SaveScreenshotAsync("consent-deezer");
        await consent.ChooseAsync("dora");
        await Expect(home.Alert).ToHaveCountAsync(0);
        await Expect(home.LinkQuestion).ToContainTextAsync("Is this Deezer account yours?");
        await Expect(home.State("deezer")).ToHaveTextAsync("Not connected");
        await home.Window.SaveScreenshotAsync("link-question");
        await home.Part("link-accept").ClickAsync();
        await Expect(home.State("deezer")).ToHaveTextAsync("Connected");
        await Expect(home.Alert).ToContainTextAsync("Deezer connected as Dora");
        await Expect(home.State("spotify")).ToHaveTextAsync("Connected");
        await Expect(home.Part("days-spotify")).ToHaveTextAsync("180 days left");
        await Expect(home.Playlists).ToHaveCountAsync(24);
        home.Window.Path.ShouldBe("/", "the address contains neither code nor state");
        await home.Window.SaveScreenshotAsync("page", whole: false);
        await home.OpenDetailsAsync("spotify");
        await Expect(home.Part("details-spotify")).ToContainTextAsync("Sign in again by");
    }

    [Fact]
    public async Task Going_back_after_a_sign_in_and_choosing_again_does_no_harm()
    {
        var home = await SignedInAsync("erin", "spotify");

        await home.Window.Page.GoBackAsync();
        var consent = await home.ConsentAsync();
        await consent.ChooseAsync("erin");

        await Expect(home.Alert).ToContainTextAsync("The sign-in to Spotify did not work");
        await Expect(home.State("spotify")).ToHaveTextAsync("Connected");
        home.Window.Path.ShouldBe("/");
        await Expect(home.Playlists).ToHaveCountAsync(12);
    }

    [Fact]
    public async Task The_page_reports_a_refused_consent_and_nothing_changes()
    {
        var home = await OpenAsync();

        var consent = await home.ConnectAsync("deezer");
        await consent.RefuseAsync();

        await Expect(home.Alert).ToContainTextAsync("You refused the access at Deezer, so nothing changed.");
        await Expect(home.ConnectButton("deezer")).ToBeVisibleAsync();
        await home.Window.SaveScreenshotAsync("refused");
        await home.Window.Page.ReloadAsync();
        await Expect(home.ConnectButton("deezer")).ToBeVisibleAsync();
        await Expect(home.Alert).ToHaveCountAsync(0);
    }

    [LongFact]
    public async Task A_second_account_of_the_same_service_is_refused_and_the_first_stays()
    {
        var home = await SignedInAsync("finn", "spotify");
        await Sandbox.AddUserAsync("gail");

        var consent = await home.SignInAgainAsync("spotify");
        await consent.ChooseAsync("gail");

        await Expect(home.Alert).ToContainTextAsync("Another Spotify account is connected");
        await Expect(home.Part("account-spotify")).ToHaveTextAsync("Finn");
        await home.Window.SaveScreenshotAsync("another-account");
    }

    [LongFact]
    public async Task A_user_cannot_connect_an_account_of_another_user()
    {
        await SignedInAsync("greta", "deezer");
        var home = await SignedInAsync("hugo", "spotify");

        var consent = await home.ConnectAsync("deezer");
        await consent.ChooseAsync("greta");

        await Expect(home.Alert).ToContainTextAsync("This Deezer account belongs to another user");
        await Expect(home.State("deezer")).ToHaveTextAsync("Not connected");
    }

    [LongFact]
    public async Task A_sign_out_clears_the_page_and_a_sign_in_restores_it()
    {
        var home = await SignedInAsync("ida", "spotify", "deezer");
        await Expect(home.Playlists).ToHaveCountAsync(24);

        await home.SignOutAsync();

        await Expect(home.Alert).ToContainTextAsync("You are signed out");
        await Expect(home.ConnectButton("spotify")).ToBeVisibleAsync();
        await Expect(home.Playlists).ToHaveCountAsync(0);
        await home.Window.Page.ReloadAsync();
        await Expect(home.ConnectButton("spotify")).ToBeVisibleAsync();

        await SignInAsync(home, "deezer", "ida");
        await Expect(home.State("spotify")).ToHaveTextAsync("Connected");
    }

    [LongFact]
    public async Task A_sign_in_link_on_another_site_asks_for_confirmation()
    {
        var home = await OpenAsync();
        await using var elsewhere = await OtherSite.StartAsync(new Uri(Broker, "/login/spotify"));

        await home.Window.Page.GotoAsync(elsewhere.Address.ToString());
        await home.Window.Page.Locator("a").ClickAsync();

        await Expect(home.Window.Page.Locator("h1")).ToHaveTextAsync("Sign in to Spotify?");
        await home.Window.SaveScreenshotAsync("continue");
        await home.Window.Page.GetByText("Continue to Spotify").ClickAsync();
        var consent = await home.ConsentAsync();
        await consent.ChooseAsync("basil");
        await Expect(home.State("spotify")).ToHaveTextAsync("Connected");
    }
}
