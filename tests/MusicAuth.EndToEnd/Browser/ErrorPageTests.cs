using Shouldly;

namespace MusicAuth.EndToEnd.Browser;

public sealed class ErrorPageTests(BrowserFixture world) : BrowserTest(world)
{
    [LongFact]
    public async Task A_service_that_is_down_is_named_and_the_other_is_shown()
    {
        await Sandbox.FaultAsync(new { kind = "unavailable", provider = "spotify", path = "/me/playlists" });
        var home = await SignedInAsync("quinn", "spotify", "deezer");
        // After the first of the two sign-ins Spotify is all there is: its answer may be 503, which Chromium reports.
        home.Window.Expect("503");

        await Expect(home.Source("spotify")).ToHaveAttributeAsync("data-status", "unavailable");
        await Expect(home.Source("spotify")).ToContainTextAsync("This list contains nothing from Spotify.");
        await Expect(home.Of(home.Playlists, "deezer")).ToHaveCountAsync(12);
        await Expect(home.State("spotify")).ToHaveTextAsync("Connected");
        await home.Window.SnapAsync("service-down");

        await Sandbox.FaultAsync();
        // Failures of other tests count too: the broker may wait some seconds before it asks Spotify again.
        await Eventually.IsTrueAsync(async () =>
        {
            await home.RefreshAsync();
            await Expect(home.Playlists).Not.ToHaveCountAsync(0);
            return await home.Playlists.CountAsync() == 24;
        });
        await Expect(home.Source("spotify")).ToHaveAttributeAsync("data-status", "ok");
    }

    [LongFact]
    public async Task A_consent_taken_back_asks_for_a_new_one_which_heals_it()
    {
        var home = await SignedInAsync("rosa", "spotify", "deezer");
        await Expect(home.Playlists).ToHaveCountAsync(24);
        var id = await ConnectionIdAsync(home.Window);
        await EndConsentAsync("rosa");
        // Chromium reports the 403 as an error of its own.
        home.Window.Expect("403");

        await home.Of(home.Playlists, "spotify").First.GetByTestId("playlist-link").ClickAsync();
        await Expect(home.Problem).ToContainTextAsync("Spotify has revoked the access");
        await home.GoToAsync("/");
        await home.Window.Page.ReloadAsync();
        await Expect(home.State("spotify")).ToHaveTextAsync("Sign in again");
        await Expect(home.State("deezer")).ToHaveTextAsync("Connected");
        await home.Window.SnapAsync("revoked");

        var consent = await home.SignInAgainAsync("spotify");
        await consent.ChooseAsync("rosa");

        await Expect(home.State("spotify")).ToHaveTextAsync("Connected");
        await Expect(home.Of(home.Playlists, "spotify")).ToHaveCountAsync(12);
        (await ConnectionIdAsync(home.Window)).ShouldBe(id, "it is the same connection");
    }

    [LongFact]
    public async Task Disconnecting_asks_first_and_then_it_is_gone()
    {
        var home = await SignedInAsync("sami", "spotify", "deezer");
        await Expect(home.Playlists).ToHaveCountAsync(24);

        await home.OpenDetailsAsync("deezer");
        await home.Part("disconnect-deezer").ClickAsync();
        await Expect(home.Dialog).ToContainTextAsync("Disconnect Deezer?");
        await home.Window.SnapAsync("disconnect", whole: false);
        await home.Window.ShouldBeAccessibleAsync("the question before a disconnect");
        await home.Part("confirm-cancel").ClickAsync();
        await Expect(home.State("deezer")).ToHaveTextAsync("Connected");

        await home.DisconnectAsync("deezer", sure: true);
        await Expect(home.State("deezer")).ToHaveTextAsync("Not connected");
        await Expect(home.Of(home.Playlists, "deezer")).ToHaveCountAsync(0);
        await Expect(home.Of(home.Playlists, "spotify")).ToHaveCountAsync(12);
        await home.Window.Page.ReloadAsync();
        await Expect(home.State("deezer")).ToHaveTextAsync("Not connected");
    }

    private static async Task<string> ConnectionIdAsync(BrowserWindow window) =>
        await window.Page.EvaluateAsync<string>(
            """
            fetch("/me/connections").then(answer => answer.json())
              .then(list => list.items.find(one => one.provider === "spotify").id)
            """);
}
