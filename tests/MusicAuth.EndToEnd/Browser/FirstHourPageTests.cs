using Shouldly;

namespace MusicAuth.EndToEnd.Browser;

/// <summary>MusicAuth on another machine of the network, from its owner link to a call of a dashboard.</summary>
public sealed class FirstHourPageTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private static readonly BrokerSetup EmptyOnTheNetwork = BrokerSetup.WithoutProviders with
    {
        ListenAddress = BrowserFixture.NetworkAddress,
        PublicName = BrowserFixture.NetworkName,
    };

    [LongFact]
    public async Task The_owner_link_leads_to_the_setup_the_sign_in_and_homepage_and_a_reload_loses_nothing()
    {
        var nas = await StartBrokerAsync(EmptyOnTheNetwork);
        var address = $"http://{BrowserFixture.NetworkName}:{nas.Address.Port}";
        var link = await nas.Process.WaitForLineAsync($"{address}/login?claim=");
        var home = await OpenAsync(address: new Uri(address));
        home.Window.Expect($"left this machine: {BrowserFixture.NetworkName}");
        home.Window.Expect("ERR_CONNECTION_REFUSED");
        await Expect(home.Part("setup-hint")).ToContainTextAsync("owner link");

        await home.GoToAsync(new Uri(link.Trim()).PathAndQuery);
        await Expect(home.Part("setup")).ToContainTextAsync("New, or restore a backup?");
        await home.Window.Page.ReloadAsync();
        await home.Part("client-id-spotify").FillAsync("sandbox-spotify-client");
        await home.Part("client-secret-spotify").FillAsync("sandbox-spotify-secret");
        await home.Part("save-spotify").ClickAsync();
        await Expect(home.ConnectButton("spotify")).ToBeVisibleAsync();

        await home.GoToAsync(new Uri(link.Trim()).PathAndQuery);
        await home.ConnectButton("spotify").ClickAsync();
        var guide = new GuideSection(home.Window);
        await guide.FinishAsync(
            await GuideSection.FailingAddressAsync(await guide.OpenServiceAsync(), "a[data-person=dora]"));
        await Expect(home.Alert).ToContainTextAsync("You own this MusicAuth.");

        await home.Part("connect-app-homepage").ClickAsync();
        await home.Part("connect-make").ClickAsync();
        using var app = new SandboxControl(nas.Address);
        app.DefaultRequestHeaders.Authorization = new("Bearer", await home.Part("connect-key").InnerTextAsync());
        (await app.GetAsync(new Uri("/me/playlists?limit=1", UriKind.Relative))).EnsureSuccessStatusCode();
        await Expect(home.Part("waiting")).ToHaveTextAsync("Homepage has just read your playlists.");
    }

    [LongFact]
    public async Task A_link_of_a_notice_leads_to_its_view_after_the_sign_in()
    {
        var home = await OpenAsync();

        await home.GoToAsync("/#account/notices");
        await (await home.ConnectAsync("spotify")).ChooseAsync("dora");

        await Expect(home.Part("tab-notices")).ToHaveAttributeAsync("aria-current", "page");
        home.Window.Page.Url.ShouldEndWith("/#account/notices");
    }
}
