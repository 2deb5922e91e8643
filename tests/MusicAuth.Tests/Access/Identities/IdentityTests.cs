using System.Net;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Access.Identities;

/// <summary>docs/security.md T31: the accounts that can sign in as a user are listed, and can be removed.</summary>
public abstract class IdentityTests(DatabaseKind storage) : IAsyncLifetime
{
    private const string Identities = IdentityTestExtensions.List;
    private const string Spotify = "/me/connections/spotify";

    private Broker _broker = null!;

    public async ValueTask InitializeAsync() => _broker = await Broker.StartAsync(storage: storage);

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task The_list_shows_every_account_in_its_wire_form()
    {
        using var dora = await _broker.SignedInAsync("dora", "spotify");
        var registered = _broker.Clock.GetUtcNow();
        _broker.Clock.Advance(TimeSpan.FromMinutes(2));
        await dora.SignInAsync("deezer", "dora");
        _broker.Clock.Advance(TimeSpan.FromMinutes(2));
        await dora.SignInAsync("spotify", "dora");

        var items = (await dora.GetAsync(Identities)).GetProperty("items");

        items.GetArrayLength().ShouldBe(2);
        items[0].EnumerateObject().Select(member => member.Name).ShouldBe(
            ["id", "provider", "account_id", "display_name", "linked_at", "last_sign_in_at", "current"]);
        var connections = (await dora.GetAsync("/me/connections")).GetProperty("items");
        foreach (var i in new[] { 0, 1 })
            (items[i].Word("provider"), items[i].Word("account_id"), items[i].Word("display_name")).ShouldBe(
                (connections[i].Word("provider"), connections[i].Word("account_id"),
                    connections[i].Word("display_name")));
        Seconds(items[0], "linked_at").ShouldBe(registered.ToUnixTimeSeconds());
        Seconds(items[0], "last_sign_in_at").ShouldBe(registered.AddMinutes(4).ToUnixTimeSeconds());
        Seconds(items[1], "linked_at").ShouldBe(registered.AddMinutes(2).ToUnixTimeSeconds());
        Seconds(items[1], "last_sign_in_at").ShouldBe(registered.AddMinutes(2).ToUnixTimeSeconds());
        items[0].Word("linked_at").ShouldEndWith("Z");
        items.EnumerateArray().Select(item => item.GetProperty("current").GetBoolean()).ShouldBe([true, false]);
    }

    [Fact]
    public async Task An_account_without_account_id_is_listed_by_its_profile_id()
    {
        await _broker.PutAsync("users", new { people = new[] { new { name = "dora", hide_account_id = true } } });
        using var dora = await _broker.SignedInAsync("dora", "spotify");
        var byId = (await dora.GetAsync(Identities)).GetProperty("items")[0].Word("account_id");
        await _broker.PutAsync("users", new { people = new[] { new { name = "dora", hide_account_id = false } } });

        await dora.SignInAsync("spotify", "dora");

        var identity = (await dora.GetAsync(Identities)).GetProperty("items").EnumerateArray().Single();
        identity.Word("account_id").ShouldNotBe(byId);
        identity.Word("account_id").ShouldStartWith("acc");
    }

    [Fact]
    public async Task A_removed_account_loses_its_connection_and_sessions_and_becomes_unknown()
    {
        using var dora = await _broker.SignedInAsync("dora", "spotify", "deezer");
        using var desk = await _broker.SignedInAsync("dora", "spotify");
        using var phone = await _broker.SignedInAsync("dora", "deezer");
        var user = await desk.UserIdAsync();
        (await phone.UserIdAsync()).ShouldBe(user);
        var token = (await desk.GetAsync("/me/connections")).GetProperty("items").GetArrayLength();
        token.ShouldBe(2);

        await desk.RemoveIdentityAsync(await desk.IdentityIdAsync("deezer"));

        (await desk.IdentityProvidersAsync()).ShouldBe(["spotify"]);
        var left = (await desk.GetAsync("/me/connections")).GetProperty("items").EnumerateArray().Single();
        left.Word("provider").ShouldBe("spotify");
        await phone.GetAsync("/me", HttpStatusCode.Unauthorized);
        // This browser's session began with the link to Deezer.
        await dora.GetAsync("/me", HttpStatusCode.Unauthorized);
        using var newUser = await _broker.SignedInAsync("dora", "deezer");
        (await newUser.UserIdAsync()).ShouldNotBe(user);
        (await desk.IdentityProvidersAsync()).ShouldBe(["spotify"]);
    }

    [Fact]
    public async Task Removing_an_account_keeps_the_connection_of_another_account_of_the_provider()
    {
        using var dora = await _broker.SignedInAsync("dora", "spotify");
        await _broker.ReplaceSpotifyAsync(dora, "alma");
        var doras = (await dora.GetAsync(Identities)).GetProperty("items")[0];

        await dora.RemoveIdentityAsync(doras.Word("id")!);

        var left = (await dora.GetAsync(Identities)).GetProperty("items").EnumerateArray().Single();
        (await dora.GetAsync("/me/connections")).GetProperty("items")[0].Word("account_id")
            .ShouldBe(left.Word("account_id"));
        (await dora.GetAsync("/me/playlists?limit=1")).GetProperty("complete").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task The_last_account_stays()
    {
        using var dora = await _broker.SignedInAsync("dora", "spotify");

        (await dora.DeleteAsync($"{Identities}/{await dora.IdentityIdAsync("spotify")}")).ShouldBe("409 last_identity");
        (await dora.DeleteAsync($"{Spotify}?forget=true")).ShouldBe("409 last_identity");

        (await dora.IdentityProvidersAsync()).ShouldBe(["spotify"]);
        (await dora.GetAsync("/me/connections")).GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Two_concurrent_removals_leave_one_account()
    {
        using var dora = await _broker.SignedInAsync("dora", "spotify", "deezer");
        using var desk = await _broker.SignedInAsync("dora", "spotify");
        var ids = await Task.WhenAll(dora.IdentityIdAsync("spotify"), dora.IdentityIdAsync("deezer"));

        var ends = await Task.WhenAll(
            dora.DeleteAsync($"{Identities}/{ids[0]}"), desk.DeleteAsync($"{Identities}/{ids[1]}"));

        ends.Count(end => end == "204").ShouldBe(1, string.Join(" and ", ends));
        ends.ShouldContain(end => end == "409 last_identity" || end == "401 unauthenticated");
        _broker.Database.Count("identities").ShouldBe(1);
    }

    [Fact]
    public async Task Removing_the_account_that_signed_in_ends_the_session()
    {
        using var dora = await _broker.SignedInAsync("dora", "deezer", "spotify");

        using var removed = await dora.SendAsync(
            HttpMethod.Delete, $"{Identities}/{await dora.IdentityIdAsync("spotify")}");

        removed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        removed.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem().ShouldContain("expires=Thu, 01 Jan 1970");
        await dora.GetAsync("/me", HttpStatusCode.Unauthorized);
        using var again = await _broker.SignedInAsync("dora", "deezer");
        (await again.IdentityProvidersAsync()).ShouldBe(["deezer"]);
    }

    [Theory]
    [InlineData("not-an-id")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("alma")]
    public async Task An_account_of_another_user_is_not_found(string which)
    {
        using var alma = await _broker.SignedInAsync("alma", "spotify", "deezer");
        using var dora = await _broker.SignedInAsync("dora", "spotify", "deezer");
        var id = which == "alma" ? await alma.IdentityIdAsync("spotify") : which;

        (await dora.DeleteAsync($"{Identities}/{id}")).ShouldBe("404 not_found");

        _broker.Database.Count("identities").ShouldBe(4);
    }

    [Fact]
    public async Task A_key_can_neither_list_nor_remove_accounts()
    {
        using var dora = await _broker.SignedInAsync("dora", "spotify", "deezer");
        using var app = dora.NewApp(await dora.NewKeyAsync(["connections:read"]));

        foreach (var (method, path) in new[]
                 {
                     (HttpMethod.Get, Identities),
                     (HttpMethod.Delete, $"{Identities}/{await dora.IdentityIdAsync("deezer")}"),
                     (HttpMethod.Delete, $"{Spotify}?forget=true"),
                 })
        {
            using var request = new HttpRequestMessage(method, path);
            (await app.SendAsync(request).CodeAsync()).ShouldBe("403 insufficient_scope", path);
        }

        (await dora.IdentityProvidersAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_disconnect_can_also_remove_the_account()
    {
        using var dora = await _broker.SignedInAsync("dora", "spotify", "deezer");
        using var phone = await _broker.SignedInAsync("dora", "spotify");

        (await dora.DeleteAsync($"{Spotify}?forget=perhaps")).ShouldBe("400 invalid_parameter");
        (await dora.DeleteAsync($"{Spotify}?forget=true&forget=false")).ShouldBe("400 invalid_parameter");
        (await dora.DeleteAsync("/me/connections/tidal?forget=true")).ShouldBe("404 unknown_provider");
        _broker.Clock.Advance(TimeSpan.FromSeconds(1));
        (await dora.DeleteAsync($"{Spotify}?forget=true")).ShouldBe("204");

        (await dora.IdentityProvidersAsync()).ShouldBe(["deezer"]);
        await phone.GetAsync("/me", HttpStatusCode.Unauthorized);
        (await dora.DeleteAsync($"{Spotify}?forget=true")).ShouldBe("404 not_connected");
        (await dora.AuditEntriesAsync()).Select(item => item.Summary()).Take(2).ShouldBe(
            ["disconnected spotify ok x1", "identity_removed spotify ok x1"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?forget=false")]
    public async Task After_a_plain_disconnect_the_account_can_sign_in(string query)
    {
        using var dora = await _broker.SignedInAsync("dora", "spotify", "deezer");
        var user = await dora.UserIdAsync();

        (await dora.DeleteAsync(Spotify + query)).ShouldBe("204");

        (await dora.IdentityProvidersAsync()).ShouldBe(["spotify", "deezer"], ignoreOrder: true);
        using var again = await _broker.SignedInAsync("dora", "spotify");
        (await again.UserIdAsync()).ShouldBe(user);
    }

    private static long Seconds(JsonElement item, string name) =>
        item.GetProperty(name).GetDateTimeOffset().ToUnixTimeSeconds();
}
