using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Browser.Account;

/// <summary>The owner's notice channels, against a real broker and a strict server in the same network.</summary>
[Collection(nameof(SecondBrowser))]
public sealed class ChannelTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    [LongFact]
    public async Task A_channel_shows_each_result_of_its_test_button_and_keeps_the_last()
    {
        await using var ntfy = await StubNtfy.StartAsync();
        var broker = await StartBrokerAsync(new()
        {
            Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Access:Registration"] = "Owner" },
        });
        var home = await OpenAsync(address: broker.Address);
        await (await home.ConnectAsync("spotify")).ChooseAsync("dora");
        await Expect(home.Alert).ToContainTextAsync("You own this MusicAuth.");
        var account = new AccountSection(home.Window);
        await account.OpenAsync("notices");

        await AddAsync(account, ntfy.Topic, "tk_wrong");
        await account.Part("test-channel").ClickAsync();
        await Expect(account.Part("test-result")).ToContainTextAsync("403");
        await ReopenAsync(home, account);
        await Expect(account.Part("channel")).ToContainTextAsync("403");
        await home.Window.SaveScreenshotAsync("channel-refused");
        await account.Part("remove-channel").ClickAsync();
        await account.Part("confirm-ok").ClickAsync();
        await Expect(account.Part("channel")).ToHaveCountAsync(0);

        await AddAsync(account, ntfy.Topic, StubNtfy.Token);
        await account.Part("test-channel").ClickAsync();
        await Expect(account.Part("test-result")).ToHaveTextAsync("The test message is on its way.");
        ntfy.Titles.ShouldHaveSingleItem();
        await ReopenAsync(home, account);
        await Expect(account.Part("channel")).ToContainTextAsync("Last message");
        await Expect(account.Part("channel")).Not.ToContainTextAsync("403");
        (await home.Window.Page.ContentAsync()).ShouldNotContain(StubNtfy.Token);
        await home.Window.SaveScreenshotAsync("channel-works");
    }

    private static async Task AddAsync(AccountSection account, Uri topic, string token)
    {
        await account.Part("add-channel").ClickAsync();
        await account.Part("channel-kind").SelectOptionAsync("ntfy");
        await account.Part("channel-target").FillAsync(topic.ToString());
        await account.Part("channel-secret").FillAsync(token);
        await account.Part("save-channel").ClickAsync();
        await Expect(account.Part("channel")).ToHaveCountAsync(1);
    }

    private static async Task ReopenAsync(HomePage home, AccountSection account)
    {
        await home.Window.Page.ReloadAsync();
        await Expect(account.Part("channel")).ToHaveCountAsync(1);
    }
}
