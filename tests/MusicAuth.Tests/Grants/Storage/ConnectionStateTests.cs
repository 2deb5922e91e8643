using System.Net;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Storage;

public abstract class ConnectionStateTests(DatabaseKind storage) : IAsyncLifetime
{
    private Broker _broker = null!;

    public async ValueTask InitializeAsync() => _broker = await Broker.StartAsync(storage: storage);

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task A_grant_that_cannot_be_decrypted_is_reported_and_affects_no_other()
    {
        using var alma = await _broker.SignedInAsync("alma", "spotify");
        using var dora = await _broker.SignedInAsync("dora", "spotify", "deezer");
        var database = _broker.Database;
        database.Execute(
            """
            UPDATE grants SET access_token = (SELECT access_token FROM grants WHERE display_name LIKE 'Alma%')
            WHERE provider = 'spotify' AND display_name LIKE 'Dora%'
            """).ShouldBe(1);

        await ReasonShouldBeAsync(dora, "unreadable");
        var page = await dora.GetAsync("/me/playlists");
        page.GetProperty("sources")[0].GetProperty("status").GetString().ShouldBe("reauthorization_required");
        page.GetProperty("sources")[1].GetProperty("status").GetString().ShouldBe("ok");
        (await alma.GetAsync("/me/playlists?limit=1")).GetProperty("complete").GetBoolean().ShouldBeTrue();

        await dora.SignInAsync("spotify", "dora");
        await ReasonShouldBeAsync(dora, null);
    }

    [Fact]
    public async Task An_old_token_set_restored_into_its_row_cannot_be_decrypted()
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify");
        var database = _broker.Database;
        database.Execute("CREATE TABLE stolen AS SELECT access_token, refresh_token FROM grants");
        _broker.Clock.Advance(TimeSpan.FromMinutes(61));
        await browser.GetAsync("/me/playlists?limit=1");

        database.Execute("UPDATE grants SET (access_token, refresh_token) = (SELECT * FROM stolen)").ShouldBe(1);

        await ReasonShouldBeAsync(browser, "unreadable");
    }

    [Fact]
    public async Task Another_provider_app_makes_the_grant_invalid_until_the_old_app_returns()
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify");

        await _broker.RestartAsync(new Dictionary<string, string?> { ["Spotify:ClientId"] = "another-app" });
        using var changed = _broker.NewBrowser(browser);
        await ReasonShouldBeAsync(changed, "app_changed");

        await _broker.RestartAsync();
        using var back = _broker.NewBrowser(browser);
        await ReasonShouldBeAsync(back, null);
        await back.GetAsync("/me/playlists?limit=1");
    }

    [Fact]
    public async Task A_lost_key_ring_costs_no_grant_and_no_session()
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify", "deezer");
        _broker.Database.Execute("DELETE FROM data_protection_keys");

        await _broker.RestartAsync();

        using var later = _broker.NewBrowser(browser);
        (await later.GetAsync("/me/playlists")).GetProperty("complete").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task A_Deezer_token_without_expiry_is_never_refreshed()
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify", "deezer");

        _broker.Clock.Advance(TimeSpan.FromDays(400));
        using var later = await _broker.SignedInElsewhereAsync("dora", "spotify", browser);

        (await later.GetAsync("/me/favorites?limit=1&provider=deezer")).GetProperty("complete").GetBoolean()
            .ShouldBeTrue();
    }

    [Fact]
    public async Task An_expired_Deezer_token_asks_for_a_sign_in()
    {
        await _broker.PutAsync("faults", new { deezer_expires = 3600, rules = Array.Empty<object>() });
        using var browser = await _broker.SignedInAsync("dora", "deezer");
        var requests = (await _broker.StatsAsync()).Deezer.TokenRequests;

        _broker.Clock.Advance(TimeSpan.FromMinutes(59));
        (await browser.GetAsync("/me/favorites?limit=1")).GetProperty("complete").GetBoolean().ShouldBeTrue();
        _broker.Clock.Advance(TimeSpan.FromMinutes(2));

        var problem = await browser.GetAsync("/me/favorites?limit=1", HttpStatusCode.Forbidden);
        problem.GetProperty("code").GetString().ShouldBe("reauthorization_required");
        await ReasonShouldBeAsync(browser, "consent_expired");
        (await _broker.StatsAsync()).Deezer.TokenRequests.ShouldBe(requests);
    }

    [Fact]
    public async Task A_refused_Deezer_token_asks_for_a_sign_in()
    {
        using var browser = await _broker.SignedInAsync("dora", "deezer");
        await _broker.PutAsync("users", new { revoke = new { provider = "deezer", person = "dora" } });

        await browser.GetAsync("/me/favorites?limit=1", HttpStatusCode.Forbidden);

        await ReasonShouldBeAsync(browser, "revoked");
        await browser.SignInAsync("deezer", "dora");
        await ReasonShouldBeAsync(browser, null);
    }

    [Fact]
    public async Task A_disconnect_removes_the_connection_and_keeps_the_identity()
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify", "deezer");
        var user = (await browser.GetAsync("/me")).GetProperty("user").GetProperty("id").GetGuid();

        (await browser.SendAsync(HttpMethod.Delete, "/me/connections/spotify")).StatusCode
            .ShouldBe(HttpStatusCode.NoContent);

        (await browser.GetAsync("/me/playlists?provider=spotify", HttpStatusCode.NotFound))
            .GetProperty("code").GetString().ShouldBe("not_connected");
        using var again = await _broker.SignedInAsync("dora", "spotify");
        (await again.GetAsync("/me")).GetProperty("user").GetProperty("id").GetGuid().ShouldBe(user);
        (await again.GetAsync("/me/connections")).GetProperty("items").GetArrayLength().ShouldBe(2);
    }

    [Theory]
    [InlineData("tidal", "unknown_provider")]
    [InlineData("deezer", "not_connected")]
    public async Task Disconnecting_an_unknown_connection_is_not_found(string provider, string code)
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify");

        using var answer = await browser.SendAsync(HttpMethod.Delete, $"/me/connections/{provider}");

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await answer.Content.ReadAsStringAsync()).ShouldContain($"\"{code}\"");
    }

    [Fact]
    public async Task A_library_without_any_connection_is_an_error_and_not_an_empty_list()
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify");
        await browser.SendAsync(HttpMethod.Delete, "/me/connections/spotify");

        foreach (var path in new[] { "/me/playlists", "/me/favorites", "/me/flow" })
            (await browser.GetAsync(path, HttpStatusCode.NotFound)).GetProperty("code").GetString()
                .ShouldBe("not_connected");
    }

    private static async Task ReasonShouldBeAsync(Browser browser, string? reason)
    {
        var connection = (await browser.GetAsync("/me/connections")).GetProperty("items")[0];
        connection.GetProperty("reason").GetString().ShouldBe(reason);
        connection.GetProperty("state").GetString().ShouldBe(reason is null ? "active" : "reauthorization_required");
    }
}
