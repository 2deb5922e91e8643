using Shouldly;

namespace MusicAuth.EndToEnd.Browser;

public sealed class ErrorPageTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    [LongFact]
    public async Task The_page_names_a_service_that_is_down_and_shows_the_other()
    {
        await Sandbox.FaultAsync(new { kind = "unavailable", provider = "spotify", path = "/me/playlists" });
        var home = await SignedInAsync("quinn", "spotify", "deezer");
        // After the first sign-in Spotify is the only source, so the response can be 503, which Chromium reports.
        home.Window.Expect("503");

        await Expect(home.Source("spotify")).ToHaveAttributeAsync("data-status", "unavailable");
        await Expect(home.Source("spotify")).ToContainTextAsync("This list contains nothing from Spotify.");
        await Expect(home.Of(home.Playlists, "deezer")).ToHaveCountAsync(12);
        await Expect(home.State("spotify")).ToHaveTextAsync("Connected");
        await home.Window.SaveScreenshotAsync("service-down");

        await Sandbox.FaultAsync();
        // Failures in other tests count too, so the broker can back off for some seconds.
        await Eventually.IsTrueAsync(async () =>
        {
            await home.RefreshAsync();
            await Expect(home.Playlists).Not.ToHaveCountAsync(0);
            return await home.Playlists.CountAsync() == 24;
        });
        await Expect(home.Source("spotify")).ToHaveAttributeAsync("data-status", "ok");
    }

    [LongFact]
    public async Task After_a_revocation_a_new_consent_restores_the_connection()
    {
        var home = await SignedInAsync("rosa", "spotify", "deezer");
        await Expect(home.Playlists).ToHaveCountAsync(24);
        var id = await ConnectionIdAsync(home.Window);
        await EndConsentAsync("rosa");
        // Chromium also reports the 403 as a console error.
        home.Window.Expect("403");

        await home.Of(home.Playlists, "spotify").First.GetByTestId("playlist-link").ClickAsync();
        await Expect(home.Problem).ToContainTextAsync("Spotify has revoked the access");
        await home.GoToAsync("/");
        await home.Window.Page.ReloadAsync();
        await Expect(home.State("spotify")).ToHaveTextAsync("Sign in again");
        await Expect(home.State("deezer")).ToHaveTextAsync("Connected");
        await home.Window.SaveScreenshotAsync("revoked");

        var consent = await home.SignInAgainAsync("spotify");
        await consent.ChooseAsync("rosa");

        await Expect(home.State("spotify")).ToHaveTextAsync("Connected");
        await Expect(home.Of(home.Playlists, "spotify")).ToHaveCountAsync(12);
        (await ConnectionIdAsync(home.Window)).ShouldBe(id, "a new consent keeps the connection");
    }

    [LongFact]
    public async Task A_disconnect_asks_for_confirmation_and_removes_the_connection()
    {
        var home = await SignedInAsync("sami", "spotify", "deezer");
        await Expect(home.Playlists).ToHaveCountAsync(24);

        await home.OpenDetailsAsync("deezer");
        await home.Part("disconnect-deezer").ClickAsync();
        await Expect(home.Dialog).ToContainTextAsync("Disconnect Deezer?");
        await home.Window.SaveScreenshotAsync("disconnect", whole: false);
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
            fetch("/me/connections").then(response => response.json())
              .then(list => list.items.find(one => one.provider === "spotify").id)
            """);
}
