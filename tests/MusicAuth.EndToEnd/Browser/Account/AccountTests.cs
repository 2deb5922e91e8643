using System.Net;
using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Browser.Account;

/// <summary>The account section against a real broker.</summary>
[Collection(nameof(SecondBrowser))]
public sealed class AccountTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    [Fact]
    public async Task A_key_made_on_the_page_works_until_it_is_revoked_there()
    {
        var home = await SignedInAsync("nils", "spotify");
        var account = new AccountSection(home.Window);
        await account.OpenAsync("keys");
        await Expect(account.Part("no-keys")).ToBeVisibleAsync();

        var secret = await account.MakeKeyAsync("Dashboard");

        secret.ShouldStartWith("ma_");
        await Expect(account.Curl).ToHaveTextAsync(
            $"curl -H \"Authorization: Bearer {secret}\" {Broker.GetLeftPart(UriPartial.Authority)}/me/playlists");
        await Expect(account.Key("Dashboard")).ToContainTextAsync("library:read");
        await Expect(account.Key("Dashboard")).ToContainTextAsync("Never");
        (await CallAsync("/me/playlists", secret)).ShouldBe(HttpStatusCode.OK);
        (await CallAsync("/me/keys", secret)).ShouldBe(HttpStatusCode.Forbidden);
        await home.Window.Page.ReloadAsync();
        await Expect(account.Key("Dashboard")).ToBeVisibleAsync();
        await Expect(account.NewKey).ToHaveCountAsync(0);

        await account.RevokeAsync("Dashboard");

        await Expect(account.Part("no-keys")).ToBeVisibleAsync();
        (await CallAsync("/me/playlists", secret)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [LongFact]
    public async Task A_key_has_the_chosen_services_and_expiry()
    {
        var home = await SignedInAsync("oda", "spotify");
        var account = new AccountSection(home.Window);
        await account.OpenAsync("keys");

        await account.Part("new-key-button").ClickAsync();
        await Expect(account.Part("scope-metrics:read")).ToHaveCountAsync(0);
        await account.Part("key-name").FillAsync("<b>Hall</b>");
        await account.Part("key-provider-deezer").CheckAsync();
        await Expect(account.Part("reach-some")).ToBeCheckedAsync();
        await account.Part("key-life").SelectOptionAsync("30");
        await account.Part("make-key").ClickAsync();

        await Expect(account.Keys.First).ToContainTextAsync("<b>Hall</b>");
        await Expect(account.Keys.First).ToContainTextAsync("Only Deezer");
        await Expect(account.Keys.First).Not.ToContainTextAsync("ExpiresNever");
    }

    [LongFact]
    public async Task A_user_ends_the_session_of_another_browser_and_then_all_sessions()
    {
        var here = await SignedInAsync("pia", "spotify");
        var there = await SignedInAsync("pia", "spotify");
        var account = new AccountSection(here.Window);
        await account.OpenAsync("sessions");
        await Expect(account.Sessions).ToHaveCountAsync(2);
        await Expect(account.Sessions.First).ToContainTextAsync("This browser");

        await account.Part("end-session").ClickAsync();

        await Expect(account.Sessions).ToHaveCountAsync(1);
        await there.Window.Page.ReloadAsync();
        await Expect(there.ConnectButton("spotify")).ToBeVisibleAsync();

        await account.Part("end-all-sessions").ClickAsync();
        await account.Part("confirm-ok").ClickAsync();
        await Expect(here.Alert).ToContainTextAsync("You are signed out everywhere");
        await here.Window.Page.ReloadAsync();
        await Expect(here.ConnectButton("spotify")).ToBeVisibleAsync();
    }

    [LongFact]
    public async Task A_deleted_user_can_sign_in_again_as_a_new_user()
    {
        var home = await SignedInAsync("ralf", "spotify");
        var account = new AccountSection(home.Window);
        await account.OpenAsync("keys");
        var secret = await account.MakeKeyAsync("Dashboard");
        await Expect(account.Part("tab-people")).ToHaveCountAsync(0);

        await account.Part("danger-zone").Locator("summary").ClickAsync();
        await account.Part("delete-me").ClickAsync();
        await account.Part("confirm-word").FillAsync("delete");
        await account.Part("confirm-ok").ClickAsync();

        await Expect(home.Alert).ToContainTextAsync("Your user is deleted");
        (await CallAsync("/me", secret)).ShouldBe(HttpStatusCode.Unauthorized);
        await SignInAsync(home, "spotify", "ralf");
        await account.OpenAsync("keys");
        await Expect(account.Part("no-keys")).ToBeVisibleAsync();
    }

    [LongFact]
    public async Task The_owner_sees_all_users_and_removes_one()
    {
        var broker = await StartBrokerAsync();
        var link = await broker.Process.WaitForLineAsync($"{broker.Address}login?claim=");
        var home = await OpenAsync(address: broker.Address);
        await home.GoToAsync(new Uri(link.Trim()).PathAndQuery);
        await Expect(home.Part("banner-claim")).ToBeVisibleAsync();
        await (await home.ConnectAsync("spotify")).ChooseAsync("dora");
        var other = await OpenAsync(address: broker.Address);
        await (await other.ConnectAsync("deezer")).ChooseAsync("alma");
        await Expect(other.State("deezer")).ToHaveTextAsync("Connected");

        var account = new AccountSection(home.Window);
        await account.OpenAsync("people");
        await Expect(account.Users).ToHaveCountAsync(2);
        await Expect(account.User("Dora")).ToContainTextAsync("Owner");
        await Expect(account.User("Dora").GetByTestId("remove-person")).ToHaveCountAsync(0);
        await account.User("Alma").GetByTestId("remove-person").ClickAsync();
        await Expect(home.Dialog).ToContainTextAsync("deletes the tokens for Deezer and 1 session.");
        await account.Part("confirm-ok").ClickAsync();

        await Expect(account.Users).ToHaveCountAsync(1);
        await other.Window.Page.ReloadAsync();
        await Expect(other.ConnectButton("deezer")).ToBeVisibleAsync();
    }

    [LongFact]
    public async Task The_keyboard_reaches_the_music_and_the_account_and_both_keep_their_tab()
    {
        var home = await SignedInAsync("rut", "spotify");
        var account = new AccountSection(home.Window);
        await home.OpenTabAsync("favorites");

        await account.Part("go-account").FocusAsync();
        await home.Window.Page.Keyboard.PressAsync("Enter");
        await Expect(account.Part("tab-keys")).ToBeFocusedAsync();
        await Expect(home.Library).ToBeHiddenAsync();
        await account.Part("new-key-button").FocusAsync();
        await home.Window.Page.Keyboard.PressAsync("Enter");
        await Expect(account.Part("key-name")).ToBeFocusedAsync();
        await home.Window.Page.Keyboard.PressAsync("Enter");
        await Expect(account.KeyProblem).ToContainTextAsync("Enter a name for the key");

        await home.Window.Page.GoBackAsync();
        await Expect(home.Library).ToBeVisibleAsync();
        await Expect(home.Part("tab-favorites")).ToHaveAttributeAsync("aria-current", "page");
        await Expect(account.Root).ToBeHiddenAsync();
    }

    private async Task<HttpStatusCode> CallAsync(string path, string key)
    {
        using var app = new SandboxControl(Broker);
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new("Bearer", key);
        using var response = await app.SendAsync(request);
        return response.StatusCode;
    }
}
