using System.Text.RegularExpressions;
using Shouldly;

namespace MusicAuth.EndToEnd.Browser;

/// <summary>The lists while a service, a consent or the network fails.</summary>
public sealed partial class LibraryFailureTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private const string SpotifyFavourites = "**/me/favorites?provider=spotify*";

    [LongFact]
    public async Task A_refresh_keeps_the_rows_and_loads_the_changes()
    {
        var home = await FavouritesAsync("ravi");
        await Expect(home.Source("spotify")).ToHaveAttributeAsync("data-status", "ok");
        await home.Tracks.First.EvaluateAsync("row => { row.dataset.kept = 'yes'; }");
        await Sandbox.FaultAsync(
            new { kind = "latency", provider = "spotify", path = "/me/tracks", person = "ravi", delay_ms = 700 });

        await home.RefreshAsync();

        await Expect(home.Part("refresh")).ToHaveTextAsync("Refreshing…");
        await Expect(home.Summary).ToHaveTextAsync("160 tracks");
        await Expect(home.Tracks.First).ToHaveAttributeAsync("data-kept", "yes");
        await Expect(home.Part("refresh")).ToHaveTextAsync("Refresh");
        await Expect(home.Window.Page.Locator("#announcer")).ToHaveTextAsync("The list is up to date.");
        await Expect(home.Source("spotify").Locator("time")).ToContainTextAsync("as of ");
        await Expect(home.Part("refresh")).ToBeFocusedAsync();
    }

    [LongFact]
    public async Task A_rate_limit_counts_down_and_then_the_list_loads_again()
    {
        var home = await FavouritesAsync("runa");
        home.Window.Expect("429");
        // A stub instead of the broker, because a rate-limit block of the broker would delay all other tests.
        await home.Window.Page.RouteAsync(SpotifyFavourites, route => route.FulfillAsync(new()
        {
            Status = 429,
            ContentType = "application/problem+json",
            Body = """{"code":"provider_rate_limited","provider":"spotify","retry_after":6}""",
        }));

        await home.RefreshAsync();

        await Expect(home.Source("spotify")).ToHaveAttributeAsync("data-status", "unavailable");
        await Expect(home.Source("spotify")).ToContainTextAsync("Spotify is rate-limiting this server.");
        await Expect(home.Countdown).ToHaveTextAsync(CountingDown());
        await home.Window.SaveScreenshotAsync("favourites-rate-limited", whole: false);
        await Expect(home.Summary).ToHaveTextAsync("160 tracks");
        await Expect(home.Numbers("spotify")).ToHaveTextAsync("80 from Spotify");
        await Expect(home.Source("deezer")).ToHaveAttributeAsync("data-status", "ok");

        await home.Window.Page.UnrouteAsync(SpotifyFavourites);
        await Expect(home.Source("spotify")).ToHaveAttributeAsync("data-status", "ok");
        await Expect(home.Countdown).ToHaveCountAsync(0);
    }

    [LongFact]
    public async Task If_a_service_fails_its_rows_stay_and_its_card_shows_the_failure()
    {
        var home = await FavouritesAsync("remy");
        home.Window.Expect("503");
        await Sandbox.FaultAsync(new { kind = "unavailable", provider = "deezer", person = "remy" });

        await home.RefreshAsync();

        await Expect(home.Source("deezer")).ToHaveAttributeAsync("data-status", "unavailable");
        await Expect(home.Source("deezer")).ToContainTextAsync("The list from Deezer is not up to date.");
        await Expect(home.Source("deezer")).ToContainTextAsync("Deezer is not responding at the moment.");
        await Expect(home.Part("health-deezer")).ToContainTextAsync("Deezer is not responding at the moment.");
        await Expect(home.Numbers("deezer")).ToHaveTextAsync("80 from Deezer");
        await Expect(home.Summary).ToHaveTextAsync("160 tracks");
        await home.Window.SaveScreenshotAsync("favourites-outage", whole: false);
        await home.Window.ShouldBeAccessibleAsync("one service is down");
        await Sandbox.FaultAsync();
        await Expect(home.Source("deezer")).ToHaveAttributeAsync("data-status", "ok");
    }

    [LongFact]
    public async Task A_list_that_finds_a_revoked_consent_changes_the_card_at_once()
    {
        var home = await FavouritesAsync("ruth");
        home.Window.Expect("403");
        await EndConsentAsync("ruth");

        await home.RefreshAsync();

        await Expect(home.State("spotify")).ToHaveTextAsync("Sign in again");
        await Expect(home.Source("spotify")).ToHaveAttributeAsync("data-status", "reauthorization_required");
        await Expect(home.Source("spotify")).ToContainTextAsync("Spotify has revoked the access");
        await Expect(home.Part("heal-spotify")).ToBeVisibleAsync();
        await Expect(home.Summary).ToHaveTextAsync("160 tracks");
        await home.Window.SaveScreenshotAsync("favourites-revoked", whole: false);
    }

    [LongFact]
    public async Task A_consent_that_is_known_to_be_revoked_causes_no_request()
    {
        var home = await FavouritesAsync("rhea");
        await EndConsentAsync("rhea");
        home.Window.Expect("403");
        await home.RefreshAsync();
        await Expect(home.State("spotify")).ToHaveTextAsync("Sign in again");
        var requests = 0;
        home.Window.Page.Request += (_, request) => requests += request.Url.Contains(
            "provider=spotify", StringComparison.Ordinal) ? 1 : 0;

        await home.Window.Page.ReloadAsync();

        await Expect(home.Summary).ToHaveTextAsync("80 tracks");
        await Expect(home.Source("spotify")).ToContainTextAsync("This list contains nothing from Spotify.");
        requests.ShouldBe(0);
    }

    [LongFact]
    public async Task Without_the_network_the_rows_stay_and_later_update_without_a_click()
    {
        var home = await FavouritesAsync("rolf");
        home.Window.Expect("ERR_INTERNET_DISCONNECTED");
        await home.Window.Page.Context.SetOfflineAsync(true);

        await home.RefreshAsync();

        await Expect(home.Source("spotify")).ToContainTextAsync("Your browser cannot reach MusicAuth.");
        await Expect(home.Summary).ToHaveTextAsync("160 tracks");
        await home.Window.Page.Context.SetOfflineAsync(false);
        await Expect(home.Source("spotify")).ToHaveAttributeAsync("data-status", "ok");
        await Expect(home.Source("deezer")).ToHaveAttributeAsync("data-status", "ok");
    }

    [LongFact]
    public async Task A_response_that_breaks_off_counts_as_a_lost_connection_and_the_list_loads_again()
    {
        var home = await FavouritesAsync("rufina");
        await home.Window.Page.EvaluateAsync("""
            () => {
              window.json = Response.prototype.json;
              Response.prototype.json = function () {
                return this.url.includes('/me/favorites') ? Promise.reject(new TypeError('network error'))
                  : window.json.call(this);
              };
            }
            """);

        await home.RefreshAsync();

        await Expect(home.Source("spotify")).ToContainTextAsync("Your browser cannot reach MusicAuth.");
        await Expect(home.Summary).ToHaveTextAsync("160 tracks");
        await home.Window.Page.EvaluateAsync("() => { Response.prototype.json = window.json; }");
        await Expect(home.Source("spotify")).ToHaveAttributeAsync("data-status", "ok");
    }

    [LongFact]
    public async Task The_card_of_a_service_follows_the_reason_of_its_failure()
    {
        var home = await FavouritesAsync("romy");
        home.Window.Expect("429");
        await LimitAsync(home, """{"code":"provider_rate_limited","provider":"spotify","retry_after":600}""");
        await home.RefreshAsync();
        await Expect(home.Part("health-spotify")).ToContainTextAsync("Spotify is rate-limiting this server.");

        await LimitAsync(
            home,
            """{"code":"provider_rate_limited","reason":"quota_exceeded","provider":"spotify","retry_after":7200}""");
        await home.RefreshAsync();

        await Expect(home.Part("health-spotify")).ToContainTextAsync("The Spotify app has used up its quota.");
        await Expect(home.Part("health-spotify")).ToContainTextAsync("about 2 hours");
    }

    private static async Task LimitAsync(HomePage home, string body)
    {
        await home.Window.Page.UnrouteAsync(SpotifyFavourites);
        await home.Window.Page.RouteAsync(SpotifyFavourites, route => route.FulfillAsync(new()
        {
            Status = 429,
            ContentType = "application/problem+json",
            Body = body,
        }));
    }

    private async Task<HomePage> FavouritesAsync(string user)
    {
        var home = await SignedInAsync(user, "spotify", "deezer");
        await home.OpenTabAsync("favorites");
        await Expect(home.Summary).ToHaveTextAsync("160 tracks");
        return home;
    }

    // Each number is visible for one second, and Playwright polls once a second.
    [GeneratedRegex(@"^MusicAuth tries again in [1-5] seconds?\.$", RegexOptions.None, 1000)]
    private static partial Regex CountingDown();
}
