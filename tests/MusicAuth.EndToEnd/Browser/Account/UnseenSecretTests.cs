using Xunit;

namespace MusicAuth.EndToEnd.Browser.Account;

/// <summary>The user leaves a view before MusicAuth has made the secret that the view would show.</summary>
[Collection(nameof(SecondBrowser))]
public sealed class UnseenSecretTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private readonly AccountStub _account = new();
    private readonly OwnerStub _owner = new();

    [LongFact]
    public async Task The_page_says_that_it_did_not_show_the_secret_of_a_new_key()
    {
        var home = await SignedInAsync("xavi", "spotify");
        var account = new AccountSection(home.Window);
        await account.OpenAsync("keys");
        await account.Part("new-key-button").ClickAsync();
        await account.Part("key-name").FillAsync("Hall");

        await LeaveAsync(home, "**/me/keys", () => account.Part("make-key").ClickAsync());

        await ShouldSayAsync(home, "The secret of Hall was not shown", "Create a new secret for this key.");
    }

    [LongFact]
    public async Task The_page_says_that_it_did_not_show_the_new_secret_of_a_key()
    {
        var home = await SignedInAsync("xita", "spotify");
        var account = new AccountSection(home.Window);
        await account.OpenAsync("keys");
        await account.MakeKeyAsync("Kitchen");
        await account.Part("dismiss-key").ClickAsync();
        await account.Part("rotate-key").ClickAsync();

        await LeaveAsync(home, "**/me/keys/*/rotate", () => account.Part("confirm-ok").ClickAsync());

        await ShouldSayAsync(home, "The secret of Kitchen was not shown", "Create a new secret for this key.");
    }

    [LongFact]
    public async Task The_page_says_that_it_did_not_show_the_key_of_a_new_app()
    {
        var home = await SignedInAsync("xochi", "spotify");
        await home.Part("connect-app-homepage").ClickAsync();

        await LeaveAsync(home, "**/me/keys", () => home.Part("connect-make").ClickAsync());

        await ShouldSayAsync(home, "The secret of Homepage was not shown", "Create a new secret for this key.");
    }

    [LongFact]
    public async Task The_page_says_that_it_did_not_show_the_secret_of_a_new_webhook()
    {
        var home = await SignedInAsync("xandro", "spotify");
        await _account.AttachAsync(home.Window.Page);
        await _owner.AttachAsync(home.Window.Page);
        await home.GoToAsync();
        var account = new AccountSection(home.Window);
        await account.OpenAsync("notices");
        await account.Part("add-channel").ClickAsync();
        await account.Part("channel-kind").SelectOptionAsync("webhook");
        await account.Part("channel-target").FillAsync("https://example.org/hook");

        await LeaveAsync(home, "**/me/channels", () => account.Part("save-channel").ClickAsync());

        await ShouldSayAsync(
            home, "The secret of https://example.org/hook was not shown", "Remove this webhook and add it again.");
    }

    // MusicAuth answers after the user has left.
    private static async Task LeaveAsync(HomePage home, string path, Func<Task> make)
    {
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await home.Window.Page.RouteAsync(path, async route =>
        {
            if (route.Request.Method == "POST") await left.Task;
            await route.FallbackAsync();
        });
        await home.Window.Page.RunAndWaitForRequestAsync(make, path);
        await home.Part("go-home").ClickAsync();
        await Expect(home.Card("spotify")).ToBeVisibleAsync();
        left.SetResult();
    }

    private static async Task ShouldSayAsync(HomePage home, string title, string remedy)
    {
        await Expect(home.Alert).ToContainTextAsync(title);
        await Expect(home.Alert).ToContainTextAsync(remedy);
    }
}
