using Shouldly;

namespace MusicAuth.EndToEnd.Browser.SignIn;

/// <summary>
/// The page tells guests that their request waits, that an invitation lets them in, or that it was used before.
/// </summary>
public sealed class GuestPageTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    [LongFact]
    public async Task A_guest_asks_to_come_in_and_the_owner_decides_in_the_to_do_list()
    {
        var (broker, owner) = await OwnedAsync();
        var alma = await OpenAsync(address: broker.Address);
        await AskAsync(alma);
        await alma.Window.ShouldBeAccessibleAsync("the owner was asked");

        await owner.Window.Page.ReloadAsync();
        await Expect(owner.Part("todo-item")).ToContainTextAsync("Alma");
        await owner.Window.ShouldBeAccessibleAsync("a guest who asks to come in");
        await owner.Part("todo-refuse").ClickAsync();
        await Expect(owner.Part("todo-empty")).ToBeVisibleAsync();
        await Expect(owner.Part("todo").Locator("h2")).ToBeFocusedAsync();
        await AskAsync(alma);

        await owner.Window.Page.ReloadAsync();
        await owner.Part("todo-admit").ClickAsync();
        await Expect(owner.Part("todo-empty")).ToBeVisibleAsync();
        await (await alma.ConnectAsync("spotify")).ChooseAsync("alma");
        await Expect(alma.State("spotify")).ToHaveTextAsync("Connected");
    }

    [LongFact]
    public async Task A_decision_that_was_not_stored_says_so_and_can_be_tried_again()
    {
        var (broker, owner) = await OwnedAsync();
        await AskAsync(await OpenAsync(address: broker.Address));
        await owner.Window.Page.ReloadAsync();
        owner.Window.Expect("503");
        await owner.Window.Page.RouteAsync("**/users/requests/*", FailedRequests.FulfillUnavailableAsync);

        await owner.Part("todo-admit").ClickAsync();
        await Expect(owner.Alert).ToContainTextAsync("The request was not answered");
        await Expect(owner.Part("todo-item")).ToContainTextAsync("Alma");

        await owner.Window.Page.UnrouteAsync("**/users/requests/*");
        await owner.Part("todo-admit").ClickAsync();
        await Expect(owner.Part("todo-empty")).ToBeVisibleAsync();
        await Expect(owner.Alert).ToHaveCountAsync(0);
    }

    [LongFact]
    public async Task An_invitation_lets_one_guest_in_and_refuses_the_next()
    {
        var (broker, owner) = await OwnedAsync();
        var account = new AccountSection(owner.Window);
        await account.OpenAsync("people");
        await account.Part("invite").ClickAsync();
        var invitation = await account.Part("invitation-url").InnerTextAsync();
        var alma = await OpenAsync(address: broker.Address);
        await alma.GoToAsync(new Uri(invitation).PathAndQuery);
        alma.Window.Page.Url.ShouldNotContain("invite");
        await (await alma.ConnectAsync("spotify")).ChooseAsync("alma");
        await Expect(alma.State("spotify")).ToHaveTextAsync("Connected");

        var basil = await OpenAsync(address: broker.Address);
        await basil.GoToAsync(new Uri(invitation).PathAndQuery);
        await (await basil.ConnectAsync("spotify")).ChooseAsync("basil");
        await Expect(basil.Alert).ToContainTextAsync("Another person has already used this invitation");
        await Expect(basil.User).ToHaveCountAsync(0);
        await basil.Window.ShouldBeAccessibleAsync("a used invitation");

        await owner.Window.Page.ReloadAsync();
        await account.OpenAsync("people");
        await account.Part("invite").ClickAsync();
        var revoked = await account.Part("invitation-url").InnerTextAsync();
        await account.Part("revoke-invitation").ClickAsync();
        await Expect(account.Part("revoke-invitation")).ToHaveCountAsync(0);
        await basil.GoToAsync(new Uri(revoked).PathAndQuery);
        await (await basil.ConnectAsync("spotify")).ChooseAsync("basil");
        // An invitation that is older than seven days leads to the same address.
        await Expect(basil.Alert).ToContainTextAsync("This invitation is no longer valid");
        await Expect(basil.Alert).ToContainTextAsync("This invitation was revoked, or is older than seven days.");
        await Expect(basil.Alert).Not.ToContainTextAsync("invitation_ended");
    }

    private async Task<(StandaloneBroker Broker, HomePage Owner)> OwnedAsync()
    {
        var broker = await StartBrokerAsync(new BrokerSetup
        {
            Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Access:Registration"] = "AllowList" },
        });
        var link = await broker.Process.WaitForLineAsync($"{broker.Address}login?claim=");
        var owner = await OpenAsync(address: broker.Address);
        await owner.GoToAsync(new Uri(link.Trim()).PathAndQuery);
        await (await owner.ConnectAsync("spotify")).ChooseAsync("dora");
        await Expect(owner.State("spotify")).ToHaveTextAsync("Connected");
        return (broker, owner);
    }

    private static async Task AskAsync(HomePage alma)
    {
        await (await alma.ConnectAsync("spotify")).ChooseAsync("alma");
        await Expect(alma.Alert).ToContainTextAsync("so MusicAuth has asked its owner");
        await Expect(alma.Alert).Not.ToContainTextAsync("asked_owner");
    }
}
