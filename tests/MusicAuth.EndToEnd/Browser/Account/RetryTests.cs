using Xunit;

namespace MusicAuth.EndToEnd.Browser.Account;

/// <summary>The account section shows a failure, and the success of the next attempt.</summary>
[Collection(nameof(SecondBrowser))]
public sealed class RetryTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private readonly AccountStub _account = new();
    private readonly OwnerStub _owner = new();

    [LongFact]
    public async Task A_key_that_is_revoked_at_the_second_attempt_leaves_no_problem_on_the_page()
    {
        var home = await SignedInAsync("yvo", "spotify");
        home.Window.Expect("503");
        var account = new AccountSection(home.Window);
        await account.OpenAsync("keys");
        await account.MakeKeyAsync("Hall");
        await account.Part("dismiss-key").ClickAsync();
        await home.Window.Page.RouteAsync("**/me/keys/*", FailedRequests.FulfillUnavailableAsync);

        await account.RevokeAsync("Hall");
        await Expect(home.Alert).ToContainTextAsync("Hall was not revoked");
        await home.Window.Page.UnrouteAsync("**/me/keys/*");
        await account.RevokeAsync("Hall");

        await Expect(account.Part("no-keys")).ToBeVisibleAsync();
        await Expect(home.Alert).ToHaveCountAsync(0);
    }

    [LongFact]
    public async Task A_list_that_arrives_late_does_not_show_a_revoked_key_again()
    {
        var home = await SignedInAsync("yorick", "spotify");
        var (page, account) = (home.Window.Page, new AccountSection(home.Window));
        await account.OpenAsync("keys");
        await account.MakeKeyAsync("Hall");
        await Expect(account.Key("Hall")).ToBeVisibleAsync();
        var read = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await page.RouteAsync("**/me/keys", async route =>
        {
            var response = await route.FetchAsync();
            if (read.TrySetResult()) await release.Task;
            await route.FulfillAsync(new() { Response = response });
        });

        await account.Part("rename-key").ClickAsync();
        await account.Part("change-name").FillAsync("Kitchen");
        await account.Part("change-save").ClickAsync();
        await read.Task;
        await account.RevokeAsync("Hall");
        await Expect(account.Part("no-keys")).ToBeVisibleAsync();
        await page.RunAndWaitForResponseAsync(() => Task.FromResult(release.TrySetResult()), "**/me/keys");
        await home.WaitForLaterResponseAsync();

        await Expect(account.Part("no-keys")).ToBeVisibleAsync();
        await Expect(account.Keys).ToHaveCountAsync(0);
    }

    [LongFact]
    public async Task The_question_before_a_deletion_names_the_user_who_is_signed_in_now()
    {
        var home = await SignedInAsync("ysolde", "spotify");
        var account = new AccountSection(home.Window);
        await account.OpenAsync("keys");
        // Another user has signed in in another tab.
        await home.Window.Page.RouteAsync("**/me", route => route.FulfillAsync(new()
        {
            ContentType = "application/json",
            Body = """{"user":{"id":"2","display_name":"Bea","is_owner":false},"connections":[]}""",
        }));

        await account.Part("danger-zone").Locator("summary").ClickAsync();
        await account.Part("delete-me").ClickAsync();

        await Expect(home.Dialog).ToContainTextAsync("Delete Bea?");
    }

    [LongFact]
    public async Task The_link_of_an_invitation_is_shown_even_if_the_list_does_not_load()
    {
        var (home, account) = await OwnerAsync("people", "zbigniew");
        home.Window.Expect("503");
        await home.Window.Page.RouteAsync("**/users/invitations", route => route.Request.Method == "POST"
            ? route.FallbackAsync()
            : route.FulfillUnavailableAsync());

        await account.Part("invite").ClickAsync();

        await Expect(account.Part("invitation-url")).ToContainTextAsync("/login?invite=");
        await Expect(account.Part("invitation-url")).ToBeFocusedAsync();
    }

    [LongFact]
    public async Task The_secret_of_a_new_webhook_stays_when_another_channel_is_removed()
    {
        var (_, account) = await OwnerAsync("notices", "zdenka");
        await account.Part("add-channel").ClickAsync();
        await account.Part("channel-kind").SelectOptionAsync("webhook");
        await account.Part("channel-target").FillAsync("https://example.org/hook");
        await account.Part("save-channel").ClickAsync();
        await Expect(account.Part("signing-secret")).ToBeVisibleAsync();

        await account.Part("remove-channel").First.ClickAsync();
        await account.Part("confirm-ok").ClickAsync();

        await Expect(account.Part("signing").Locator("h3")).ToBeFocusedAsync();
        await Expect(account.Part("signing-secret")).ToHaveTextAsync(OwnerStub.SigningSecret);
    }

    [LongFact]
    public async Task The_card_of_a_saved_app_stays_open_and_the_result_of_its_check_has_the_focus()
    {
        var (home, account) = await OwnerAsync("setup", "zygmunt");
        await home.Window.Page.RouteAsync("**/setup/providers/*", route => route.FulfillAsync(new()
        {
            ContentType = "application/json",
            Body = """{"provider":"spotify","source":"page","check":"ok"}""",
        }));
        await account.Part("setup-spotify").Locator("summary").First.ClickAsync();
        await account.Part("client-secret-spotify").FillAsync("another-secret");

        await account.Part("save-spotify").ClickAsync();

        await Expect(account.Part("check-spotify")).ToBeFocusedAsync();
        await Expect(account.Part("check-spotify")).ToContainTextAsync("The service accepted the id and secret");
    }

    private async Task<(HomePage Home, AccountSection Account)> OwnerAsync(string tab, string user)
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
