using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Browser.Account;

/// <summary>The texts and the layout of the account section, against a stub.</summary>
[Collection(nameof(SecondBrowser))]
public sealed class AccountAppearanceTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private static readonly WindowOptions Wide = new(1200);
    private static readonly WindowOptions Phone = new(390, 844);
    private readonly AccountStub _stub = new();

    [LongTheory]
    [InlineData("wide", 1200, false)]
    [InlineData("phone-dark", 390, true)]
    public async Task Every_part_of_the_account_fits(string name, int width, bool dark)
    {
        var (home, account) = await AccountAsync("look" + name, new(width, 900, dark));

        foreach (var tab in new[] { "sessions", "activity", "people", "keys" })
        {
            await account.OpenAsync(tab);
            await account.Root.GetByText("192.168.1.0/24").Or(account.Users).First.WaitForAsync();
            await home.Window.ShouldNotScrollSidewaysAsync();
            await home.Window.SaveScreenshotAsync($"account-{tab}-{name}");
        }

        await account.Part("new-key-button").ClickAsync();
        await account.Part("scope-token:read").CheckAsync();
        await home.Window.ShouldNotScrollSidewaysAsync();
        await home.Window.SaveScreenshotAsync($"account-key-form-{name}");
        await home.Window.ShouldBeAccessibleAsync("the form of a key");
        await account.Part("key-name").FillAsync("Kitchen");
        await account.Part("make-key").ClickAsync();
        await Expect(account.NewKey).ToHaveTextAsync(AccountStub.Secret);
        await home.Window.ShouldNotScrollSidewaysAsync();
        await home.Window.SaveScreenshotAsync($"account-new-key-{name}");
        await home.Window.ShouldBeAccessibleAsync("a new key");
        await account.Part("danger-zone").Locator("summary").ClickAsync();
        await account.Part("delete-me").ClickAsync();
        await Expect(home.Dialog).ToBeVisibleAsync();
        await home.Window.SaveScreenshotAsync($"account-delete-{name}", whole: false);
        await home.Window.ShouldBeAccessibleAsync("the question before a deletion");
    }

    [LongFact]
    public async Task The_activity_is_in_sentences_and_unusual_entries_are_marked()
    {
        var (_, account) = await AccountAsync("alwin", Wide);

        await account.OpenAsync("activity");

        await Expect(account.Events).ToHaveCountAsync(AccountStub.Events.Count);
        var first = account.Events.First;
        await Expect(first).ToContainTextAsync("Key Dashboard read playlists on Spotify, 57 times between ");
        await Expect(first).ToContainTextAsync(", from 192.168.1.0/24.");
        await Expect(account.Flags).ToHaveCountAsync(2);
        await Expect(account.Flags.First).ToContainTextAsync("more than ten times the usual number");
        await Expect(account.Events.Last).ToContainTextAsync("An event occurred that this page does not know yet");
        await account.Part("more-activity").ClickAsync();
        await Expect(account.Events).ToHaveCountAsync(2 * AccountStub.Events.Count);
        await Expect(account.Part("more-activity")).ToBeHiddenAsync();

        await account.Part("only-flagged").CheckAsync();
        await Expect(account.Events).ToHaveCountAsync(2);
    }

    [LongFact]
    public async Task The_page_shows_a_key_once_and_stores_it_nowhere()
    {
        var (home, account) = await AccountAsync("bertil", Wide);
        await account.OpenAsync("keys");

        await account.Part("new-key-button").ClickAsync();
        await account.Part("make-key").ClickAsync();
        await Expect(account.KeyProblem).ToContainTextAsync("Enter a name for the key");
        await account.Part("key-name").FillAsync("Kitchen");
        await account.Part("reach-some").CheckAsync();
        await account.Part("make-key").ClickAsync();
        await Expect(account.KeyProblem).ToContainTextAsync("Select at least one service");
        await account.Part("key-provider-deezer").CheckAsync();
        await account.Part("key-life").SelectOptionAsync("90");
        await account.Part("make-key").ClickAsync();

        await Expect(account.NewKey).ToHaveTextAsync(AccountStub.Secret);
        await Expect(account.Curl).ToContainTextAsync($"/me/playlists");
        _stub.Requests.ShouldContain(request => request.StartsWith(
            """
            POST /me/keys {"name":"Kitchen","scopes":["library:read","connections:read"],"providers":["deezer"],
            """.Trim()));
        await account.Part("dismiss-key").ClickAsync();
        await Expect(account.Part("new-key-button")).ToBeFocusedAsync();
        (await StoredTextAsync(home.Window)).ShouldNotContain(AccountStub.Secret);

        await account.MakeKeyAsync("Hall");
        await account.OpenAsync("sessions");
        (await StoredTextAsync(home.Window)).ShouldNotContain(AccountStub.Secret);
    }

    [LongFact]
    public async Task Removing_a_user_names_the_deleted_data_and_deleting_oneself_asks_for_a_word()
    {
        var (home, account) = await AccountAsync("carla", Phone);
        await account.OpenAsync("people");
        await Expect(account.User("Alma")).ToContainTextAsync("must sign in again: the consent has expired");

        await account.User("Alma").GetByTestId("remove-person").ClickAsync();
        await Expect(home.Dialog).ToContainTextAsync(
            "deletes the tokens for Spotify, 1 API key and 2 sessions.");
        await account.Part("confirm-ok").ClickAsync();
        await Expect(home.Dialog).ToBeHiddenAsync();
        await Eventually.IsTrueAsync(() => _stub.Requests.Contains("DELETE /users/1"));

        await account.Part("danger-zone").Locator("summary").ClickAsync();
        await account.Part("delete-me").ClickAsync();
        await Expect(account.Part("confirm-ok")).ToHaveAttributeAsync("aria-disabled", "true");
        await account.Part("confirm-word").FillAsync("delete");
        await Expect(account.Part("confirm-ok")).ToHaveAttributeAsync("aria-disabled", "false");
        await account.Part("confirm-word").PressAsync("Enter");
        await Expect(home.Alert).ToContainTextAsync("Your user is deleted");
        await Expect(home.ConnectButton("spotify")).ToBeVisibleAsync();
    }

    private async Task<(HomePage Home, AccountSection Account)> AccountAsync(string user, WindowOptions options)
    {
        var home = await OpenAsync(options);
        await SignInAsync(home, "spotify", user);
        await _stub.AttachAsync(home.Window.Page);
        await home.GoToAsync();
        return (home, new AccountSection(home.Window));
    }

    // The page, its address and every storage of the browser.
    private static Task<string> StoredTextAsync(BrowserWindow window) => window.Page.EvaluateAsync<string>(
        """
        async () => [document.documentElement.outerHTML, JSON.stringify({ ...localStorage }),
          JSON.stringify({ ...sessionStorage }), document.cookie, location.href, JSON.stringify(history.state),
          JSON.stringify(await indexedDB.databases())].join("\n")
        """);
}
