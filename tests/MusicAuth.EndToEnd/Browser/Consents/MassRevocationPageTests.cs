using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Browser.Consents;

/// <summary>A service ends a thousand consents on one day. The page says so, and does not blame the user.</summary>
[Collection(nameof(SecondBrowser))]
public sealed class MassRevocationPageTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    // Inserts the invalid grants of 999 other users, dated at the sign-in.
    private const string EndOthers =
        """
        CREATE TEMP TABLE others AS
            WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 999)
            SELECT printf('00000000-0000-4000-8000-%012d', n) AS id FROM numbers;
        INSERT INTO users (id, display_name, is_owner, created_at)
            SELECT others.id, 'Another user', 0, created_at FROM others, (SELECT created_at FROM users LIMIT 1);
        INSERT INTO grants (id, user_id, provider, client_id, account_id, scopes, state, reason, condemned_at,
                generation, authorized_at, access_token)
            SELECT others.id, others.id, provider, client_id, others.id, scopes, 'ReauthorizationRequired', 'Revoked',
                authorized_at, generation, authorized_at, access_token FROM others, grants WHERE provider = 'spotify';
        SELECT COUNT(*) FROM grants WHERE state = 'ReauthorizationRequired';
        """;

    [LongFact]
    public async Task The_page_says_that_the_service_ended_the_consents_of_many_users_and_one_click_renews()
    {
        var broker = await StartBrokerAsync();
        var home = await OpenAsync(address: broker.Address);
        await (await home.ConnectAsync("spotify")).ChooseAsync("dora");
        await Expect(home.State("spotify")).ToHaveTextAsync("Connected");
        using (var database = SqliteFile.Open(broker.Database))
            SqliteFile.Scalar(database, EndOthers).ShouldBe(999L);
        home.Window.Expect("403");
        await broker.Control.RevokeAsync("spotify", "dora");

        await home.RefreshAsync();

        await Expect(home.State("spotify")).ToHaveTextAsync("Sign in again");
        await Expect(home.Part("todo-item")).ToHaveAttributeAsync("data-code", "revoked_in_mass");
        await Expect(home.Part("todo-item")).ToContainTextAsync("ended the consents of many users at once");
        await Expect(home.Part("reason-spotify")).ToContainTextAsync(
            "Spotify has ended the consents of many users at once. You did nothing wrong.");
        await Expect(home.Source("spotify")).ToContainTextAsync("You did nothing wrong.");
        await Expect(home.Window.Page.Locator("main")).Not.ToContainTextAsync("you removed the app");
        await home.Window.SaveScreenshotAsync("mass-revocation", whole: false);
        await home.Window.ShouldBeAccessibleAsync("mass revocation");
        await home.Part("todo-action").ClickAsync();
        await (await home.ConsentAsync()).ChooseAsync("dora");

        await Expect(home.Alert).ToContainTextAsync("Spotify renewed as Dora");
        await Expect(home.State("spotify")).ToHaveTextAsync("Connected");
        await Expect(home.Part("todo-empty")).ToBeVisibleAsync();
    }
}
