using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;
using static MusicAuth.Tests.Setup.SetupTest;

namespace MusicAuth.Tests.Setup;

/// <summary>The owner enters the apps of the providers on the page, and they work without a restart.</summary>
public abstract class ProviderSetupTests(DatabaseKind storage) : IAsyncLifetime
{
    private Broker _broker = null!;

    public async ValueTask InitializeAsync() => _broker = await StartAsync(storage);

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task A_new_user_sets_up_an_app_signs_in_and_reads_playlists_without_a_restart()
    {
        using var browser = _broker.NewBrowser();
        var empty = await ItemAsync(browser, "spotify");
        empty.GetProperty("redirect_uri").GetString().ShouldBe($"{Broker.PublicUrl}/callback/spotify");
        foreach (var member in new[] { "client_id", "source", "checked_at", "check" })
            empty.GetProperty(member).ValueKind.ShouldBe(JsonValueKind.Null, member);
        (await LoginAsync(browser)).ShouldEndWith("reason=not_configured");

        var set = await SetAsync(browser, SpotifyPath, $" {SpotifyId}\n", SpotifySecret);
        await browser.SignInAsync("spotify", "dora");

        set.GetProperty("client_id").GetString().ShouldBe(SpotifyId);
        set.GetProperty("has_secret").GetBoolean().ShouldBeTrue();
        set.GetProperty("source").GetString().ShouldBe("page");
        set.GetProperty("check").GetString().ShouldBe("ok");
        set.GetProperty("checked_at").GetDateTimeOffset().ShouldBe(_broker.Clock.GetUtcNow(), TimeSpan.FromSeconds(1));
        (await browser.GetAsync("/me/playlists?limit=1")).GetProperty("items").GetArrayLength().ShouldBe(1);
        (await browser.GetAsync("/me")).GetProperty("user").GetProperty("is_owner").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Deezer_and_a_public_client_of_Spotify_can_be_set_too()
    {
        using var browser = _broker.NewBrowser();

        var spotify = await SetAsync(browser, SpotifyPath, "public-client", secret: "  ");
        var deezer = await SetAsync(browser, DeezerPath, DeezerId, DeezerSecret);
        await browser.SignInAsync("spotify", "dora");
        await browser.SignInAsync("deezer", "dora");

        spotify.GetProperty("has_secret").GetBoolean().ShouldBeFalse();
        deezer.GetProperty("check").GetString().ShouldBe("ok");
        (await browser.GetAsync("/me/connections")).GetProperty("items").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task Another_app_needs_new_consents_and_a_removed_app_turns_the_sign_in_off()
    {
        using var dora = await OwnerAsync(_broker);

        await SetAsync(dora, SpotifyPath, OtherId, OtherSecret);
        (await StateAsync(dora)).ShouldBe("app_changed");
        await dora.SignInAsync("spotify", "dora");
        (await StateAsync(dora)).ShouldBeNull();

        using var removed = await dora.SendAsync(HttpMethod.Delete, SpotifyPath);
        removed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await StateAsync(dora)).ShouldBe("app_changed");
        (await LoginAsync(dora)).ShouldEndWith("reason=not_configured");
        _broker.Database.Count("grants").ShouldBe(1);
        using var again = await dora.SendAsync(HttpMethod.Delete, SpotifyPath);
        again.StatusCode.ShouldBe(HttpStatusCode.NotFound);

        await SetAsync(dora, SpotifyPath, OtherId, OtherSecret);
        (await StateAsync(dora)).ShouldBeNull();
    }

    [Fact]
    public async Task Another_app_starts_as_healthy()
    {
        using var dora = await OwnerAsync(_broker);
        var health = _broker.Services.GetRequiredService<AppHealth>();
        health.ReportUnhealthy("spotify", ProviderEndpoint.Token, ProviderReasons.InvalidClient);
        (await ItemAsync(dora, "spotify")).GetProperty("check").GetString().ShouldBe("invalid_client");

        await SetAsync(dora, SpotifyPath, OtherId, OtherSecret);

        health.GetReason("spotify", ProviderEndpoint.Token).ShouldBeNull();
        (await ItemAsync(dora, "spotify")).GetProperty("check").GetString().ShouldBe("ok");
    }

    [Fact]
    public async Task The_right_secret_removes_the_item_from_the_owner_s_to_do_list()
    {
        using var dora = await OwnerAsync(_broker);
        await SetAsync(dora, DeezerPath, DeezerId, DeezerSecret);
        await dora.SignInAsync("deezer", "dora");
        await SetSpotifyAppsAsync(_broker, newSecret: "another-secret");
        _broker.Clock.Advance(TimeSpan.FromHours(2));
        await dora.GetAsync("/me/playlists?limit=1&provider=spotify", HttpStatusCode.ServiceUnavailable);
        await dora.SignInAsync("deezer", "dora");
        (await dora.TodoCodesAsync()).ShouldBe(["app_unhealthy"]);

        await RefusedAsync(
            dora, SpotifyPath, new { client_id = SpotifyId, client_secret = SpotifySecret }, HttpStatusCode.BadRequest,
            "invalid_parameter");
        (await dora.TodoCodesAsync()).ShouldBe(["app_unhealthy"]);
        await SetAsync(dora, SpotifyPath, SpotifyId, "another-secret");

        (await dora.TodoCodesAsync()).ShouldBeEmpty();
        _broker.Clock.Advance(AppHealth.ProbeInterval);
        (await dora.GetAsync("/me/playlists?limit=1&provider=spotify")).GetProperty("items").GetArrayLength()
            .ShouldBe(1);
    }

    [Fact]
    public async Task The_same_secret_removes_the_item_too_if_the_provider_accepts_it_again()
    {
        using var dora = await OwnerAsync(_broker);
        _broker.Services.GetRequiredService<AppHealth>()
            .ReportUnhealthy("spotify", ProviderEndpoint.Token, ProviderReasons.InvalidClient);
        (await dora.TodoCodesAsync()).ShouldBe(["app_unhealthy"]);

        var set = await SetAsync(dora, SpotifyPath, SpotifyId, SpotifySecret);

        set.GetProperty("check").GetString().ShouldBe("ok");
        (await dora.TodoCodesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_catalogue_is_read_with_the_app_in_use()
    {
        using var dora = await OwnerAsync(_broker);
        using var app = dora.NewApp(await dora.NewKeyAsync(["catalog:read"]));
        const string Album = "/app/spotify/v1/albums/4aawyAB9vmqN3uQ7FjRGTy";
        using (var first = await app.GetAsync(Album))
            first.StatusCode.ShouldNotBe(HttpStatusCode.ServiceUnavailable);

        await SetAsync(dora, SpotifyPath, "public-client", secret: null);

        using var second = await app.GetAsync(Album);
        second.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(40)]
    public async Task After_concurrent_changes_the_stored_app_is_the_one_in_use(int count)
    {
        using var dora = await OwnerAsync(_broker);

        await Task.WhenAll(Enumerable.Range(0, count).Select(i => i % 2 == 0
            ? SetAsync(dora, SpotifyPath, SpotifyId, SpotifySecret)
            : SetAsync(dora, SpotifyPath, OtherId, OtherSecret)));

        _broker.Database.Count("provider_apps").ShouldBe(1);
        var stored = (await ItemAsync(dora, "spotify")).GetProperty("client_id").GetString();
        InUse(_broker, "spotify").ShouldBe(
            stored == SpotifyId ? new AppCredentials(SpotifyId, SpotifySecret) : new(OtherId, OtherSecret));
    }

    [Fact]
    public async Task T1_the_secret_is_stored_encrypted_and_never_shown()
    {
        using var dora = await OwnerAsync(_broker);
        var list = await dora.GetAsync("/setup/providers");
        var audit = await dora.GetAsync("/me/activity");

        list.GetRawText().ShouldNotContain(SpotifySecret);
        audit.GetRawText().ShouldNotContain(SpotifySecret);
        string.Join('\n', _broker.Log.All).ShouldNotContain(SpotifySecret);
        _broker.Database.Count($"provider_apps WHERE client_id = '{SpotifyId}'").ShouldBe(1);
        _broker.Database.Count("provider_apps WHERE length(client_secret) > 30").ShouldBe(1);
        if (storage == DatabaseKind.Sqlite)
            _broker.Database.Bytes().ShouldNotContain(SpotifySecret);
    }

    [Fact]
    public async Task The_owner_reads_the_changes_in_the_audit_log()
    {
        using var dora = await OwnerAsync(_broker);
        await SetAsync(dora, SpotifyPath, OtherId, OtherSecret);
        using var removed = await dora.SendAsync(HttpMethod.Delete, SpotifyPath);

        (await dora.AuditEntriesAsync("?kind=provider_app_changed")).Select(entry => entry.Summary()).ShouldBe(
            [$"provider_app_changed spotify {OtherId} ok x1", $"provider_app_changed spotify {SpotifyId} ok x1"],
            ignoreOrder: true);
        (await dora.AuditEntriesAsync("?kind=provider_app_removed")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_app_survives_a_restart_and_a_configured_app_has_precedence()
    {
        using var dora = await OwnerAsync(_broker);

        await _broker.RestartAsync(NoProvider);
        using var after = _broker.NewBrowser(like: dora);
        (await ItemAsync(after, "spotify")).GetProperty("source").GetString().ShouldBe("page");
        (await after.GetAsync("/me/playlists?limit=1")).GetProperty("items").GetArrayLength().ShouldBe(1);

        await _broker.RestartAsync(new Dictionary<string, string?>(NoProvider)
        {
            ["Spotify:ClientId"] = OtherId,
            ["Spotify:ClientSecret"] = OtherSecret,
        });
        using var configured = _broker.NewBrowser(like: dora);
        var item = await ItemAsync(configured, "spotify");
        (item.GetProperty("client_id").GetString(), item.GetProperty("source").GetString())
            .ShouldBe((OtherId, "configuration"));
        item.GetProperty("has_secret").GetBoolean().ShouldBeTrue();
        (await RefusedAsync(
            configured, SpotifyPath, new { client_id = SpotifyId, client_secret = SpotifySecret },
            HttpStatusCode.Conflict, "configured_elsewhere")).ShouldContain("Spotify:ClientId");
        using var removal = await configured.SendAsync(HttpMethod.Delete, SpotifyPath);
        removal.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task The_master_key_can_be_rotated_and_an_unreadable_secret_turns_the_provider_off()
    {
        using var dora = await OwnerAsync(_broker);
        var store = _broker.Services.GetServices<IEncryptedStore>().OfType<ProviderAppEncryptedStore>().Single();
        (await store.CountValuesByKeyAsync([], CancellationToken.None)).ShouldHaveSingleItem().Values.ShouldBe(1);
        var current = await store.ReencryptAsync(CancellationToken.None);
        (current.Reencrypted, current.Conflicts, current.Undecryptable.Count).ShouldBe((0, 0, 0));

        _broker.Database.Execute("UPDATE provider_apps SET generation = generation + 1");
        await _broker.Services.GetRequiredService<ProviderAppSync>().ReloadAsync(CancellationToken.None);

        InUse(_broker, "spotify").ShouldBeNull();
        (await ItemAsync(dora, "spotify")).GetProperty("client_id").GetString().ShouldBe(SpotifyId);
        (await store.ReencryptAsync(CancellationToken.None)).Undecryptable.ShouldBe(["the spotify app"]);
        await SetAsync(dora, SpotifyPath, SpotifyId, SpotifySecret);
        InUse(_broker, "spotify").ShouldNotBeNull();
    }

    private static async Task<string> LoginAsync(Browser browser)
    {
        using var answer = await browser.Client.GetAsync("/login/spotify");
        return answer.Headers.Location!.ToString();
    }

    private static async Task<string?> StateAsync(Browser browser) =>
        (await browser.GetAsync("/me/connections")).GetProperty("items")[0].GetProperty("reason").GetString();
}
