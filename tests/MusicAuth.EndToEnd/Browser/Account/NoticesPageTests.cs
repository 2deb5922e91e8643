using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Browser.Account;

/// <summary>Notice channels, the calendar, guests and the setup, against stubs.</summary>
[Collection(nameof(SecondBrowser))]
public sealed class NoticesPageTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private readonly AccountStub _account = new();
    private readonly OwnerStub _owner = new();

    [LongFact]
    public async Task A_channel_is_added_tested_and_removed_and_a_signing_secret_is_shown_once()
    {
        var (home, account) = await OpenAsync("notices", "zita");
        await account.Part("test-channel").First.ClickAsync();
        await Expect(account.Part("test-result").First).ToHaveTextAsync("The test message is on its way.");
        await account.Part("test-channel").Last.ClickAsync();
        await Expect(account.Part("test-result").Last).ToContainTextAsync("The server answered with 500.");
        await home.Window.SaveScreenshotAsync("notices");

        await account.Part("add-channel").ClickAsync();
        await account.Part("save-channel").ClickAsync();
        await Expect(account.Part("channel-problem")).ToContainTextAsync("Enter where MusicAuth sends the messages.");
        await Expect(account.Part("channel-target")).ToBeFocusedAsync();
        await Expect(account.Part("channel-target")).ToHaveAttributeAsync("aria-invalid", "true");
        await account.Part("channel-kind").SelectOptionAsync("webhook");
        await Expect(account.Part("channel-target")).Not.ToHaveAttributeAsync("aria-invalid", "true");
        await account.Part("channel-target").FillAsync("https://example.org/hook");
        await home.Window.SaveScreenshotAsync("notices-form");
        await account.Part("save-channel").ClickAsync();

        await Expect(account.Part("signing-secret")).ToHaveTextAsync(OwnerStub.SigningSecret);
        await Expect(account.Part("channel")).ToHaveCountAsync(3);
        await home.Window.ShouldBeAccessibleAsync("signing secret");
        await account.Part("dismiss-signing").ClickAsync();
        (await home.Window.Page.ContentAsync()).ShouldNotContain(OwnerStub.SigningSecret);
        _owner.Requests.ShouldContain(
            """POST /me/channels {"kind":"webhook","target":"https://example.org/hook","secret":null}""");
        await account.Part("remove-channel").First.ClickAsync();
        await account.Part("confirm-ok").ClickAsync();
        await Eventually.IsTrueAsync(() => _owner.Requests.Contains("DELETE /me/channels/1"));
    }

    [LongFact]
    public async Task The_result_of_a_test_also_changes_the_mark_and_the_last_message_of_its_channel()
    {
        var (home, account) = await OpenAsync("notices", "zuzanna");
        var (first, last) = (account.Part("channel").First, account.Part("channel").Last);
        await Expect(last.Locator(".tag")).ToBeVisibleAsync();
        await Expect(last).ToContainTextAsync("Never");
        await AnswerTestAsync("1", """{"ok":false,"detail":"The target does not exist (status 404)."}""");
        await AnswerTestAsync("2", """{"ok":true,"detail":"The target has taken the test notice."}""");

        await account.Part("test-channel").First.ClickAsync();
        await account.Part("test-channel").Last.ClickAsync();

        await Expect(first.Locator(".tag")).ToBeVisibleAsync();
        await Expect(last.Locator(".tag")).ToBeHiddenAsync();
        await Expect(last).Not.ToContainTextAsync("Never");

        Task AnswerTestAsync(string channel, string body) => home.Window.Page.RouteAsync(
            $"**/me/channels/{channel}/test",
            route => route.FulfillAsync(new() { ContentType = "application/json", Body = body }));
    }

    [LongFact]
    public async Task A_user_creates_replaces_and_removes_the_address_of_the_calendar()
    {
        var (_, account) = await OpenAsync("notices", "zoe");

        await account.Part("make-calendar").ClickAsync();
        await Expect(account.Part("calendar-url")).ToHaveTextAsync(OwnerStub.Calendar);
        await account.Part("make-calendar").ClickAsync();
        await account.Part("confirm-ok").ClickAsync();
        await Expect(account.Part("make-calendar")).ToBeFocusedAsync();
        await account.Part("remove-calendar").ClickAsync();
        await account.Part("confirm-ok").ClickAsync();

        await Expect(account.Part("calendar-url")).ToHaveCountAsync(0);
    }

    [LongFact]
    public async Task The_owner_lets_a_guest_in_and_invites_another()
    {
        var (home, account) = await OpenAsync("people", "zenon");

        await Expect(account.Part("request")).ToContainTextAsync(
            "Alma asks to come in with Spotify account alma.music");
        await account.Part("invite").ClickAsync();
        await Expect(account.Part("invitation-url")).ToContainTextAsync("/login?invite=");
        await home.Window.SaveScreenshotAsync("people-guests");
        await home.Window.ShouldBeAccessibleAsync("guests");
        await account.Part("admit").ClickAsync();

        await Eventually.IsTrueAsync(() => _owner.Requests.Contains(
            """POST /users/requests/11111111-2222-3333-4444-555555555555 {"admit":true}"""));
        await account.Part("revoke-invitation").ClickAsync();
        await Eventually.IsTrueAsync(() => _owner.Requests.Contains("DELETE /users/invitations/1"));
    }

    [LongFact]
    public async Task The_owner_sees_the_setup_and_the_error_of_a_service()
    {
        var (home, account) = await OpenAsync("setup", "zelda");
        home.Window.Expect("400");

        await Expect(account.Part("fixed-deezer")).ToContainTextAsync(
            "The settings of MusicAuth contain the app of this service.");
        await account.Part("setup-spotify").Locator("summary").First.ClickAsync();
        await Expect(account.Part("check-spotify")).ToContainTextAsync("The service accepted the id and secret");
        await Expect(account.Part("redirect-uri-spotify")).ToHaveTextAsync(
            "https://music.example.org/callback/spotify");
        await Expect(account.Part("seats")).ToContainTextAsync("of 5. Spotify lets an app");
        await account.Part("client-secret-spotify").FillAsync("wrong");
        await account.Part("save-spotify").ClickAsync();

        await Expect(account.Part("problem-spotify")).ToContainTextAsync("Spotify answered: Invalid client secret.");
        await Expect(account.Part("client-secret-spotify")).ToBeFocusedAsync();
        await home.Window.SaveScreenshotAsync("set-up");
        await home.Window.ShouldBeAccessibleAsync("set-up");
    }

    private async Task<(HomePage Home, AccountSection Account)> OpenAsync(string tab, string user)
    {
        var home = await SignedInAsync(user, "spotify");
        await _account.AttachAsync(home.Window.Page);
        await _owner.AttachAsync(home.Window.Page);
        await home.GoToAsync();
        var account = new AccountSection(home.Window);
        await account.OpenAsync(tab);
        return (home, account);
    }
}
