using System.Net;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.UserManagement;

/// <summary>Listing and removing users: ASVS 7.4.2, T4.</summary>
public abstract class UserManagementTests(DatabaseKind storage) : IAsyncLifetime
{
    private Broker _broker = null!;

    public async ValueTask InitializeAsync() => _broker = await Broker.StartAsync(storage: storage);

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task A_user_who_deletes_their_own_user_leaves_no_data()
    {
        using var alma = await _broker.SignedInAsync("alma", "spotify");
        _broker.Clock.Advance(TimeSpan.FromSeconds(1));
        using var phone = await _broker.SignedInAsync("dora", "spotify", "deezer");
        using var dora = await _broker.SignedInAsync("dora", "spotify");
        var key = await dora.NewKeyAsync(["library:read"]);
        using var app = dora.NewApp(key);
        (await StatusAsync(app, "/me/playlists?limit=1")).ShouldBe(HttpStatusCode.OK);
        var ciphertext = CiphertextOfDora();

        using var deletion = await dora.SendAsync(HttpMethod.Delete, "/me");

        deletion.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        deletion.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem().ShouldContain("expires=Thu, 01 Jan 1970");
        (await StatusAsync(app, "/me/playlists?limit=1")).ShouldBe(HttpStatusCode.Unauthorized);
        await phone.GetAsync("/me", HttpStatusCode.Unauthorized);
        await dora.GetAsync("/me", HttpStatusCode.Unauthorized);
        foreach (var table in new[] { "users", "identities", "sessions", "grants" })
            _broker.Database.Count(table).ShouldBe(1, table);
        foreach (var table in new[] { "api_keys", "refresh_intents" })
            _broker.Database.Count(table).ShouldBe(0, table);
        _broker.Database.Bytes().ShouldNotContain(ciphertext);
        await alma.GetAsync("/me/playlists?limit=1");
    }

    [Fact]
    public async Task A_user_who_returns_after_deletion_is_a_new_user()
    {
        using var before = await _broker.SignedInAsync("dora", "spotify");
        var id = (await before.GetAsync("/me")).GetProperty("user").GetProperty("id").GetString();
        using var deletion = await before.SendAsync(HttpMethod.Delete, "/me");
        deletion.StatusCode.ShouldBe(HttpStatusCode.NoContent);

        using var after = await _broker.SignedInAsync("dora", "spotify");

        (await after.GetAsync("/me")).GetProperty("user").GetProperty("id").GetString().ShouldNotBe(id);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(40)]
    public async Task Running_calls_end_with_success_or_401_and_restore_nothing(int callers)
    {
        using var dora = await _broker.SignedInAsync("dora", "spotify");
        var key = await dora.NewKeyAsync(["library:read"]);
        // The access token is due for a refresh, and the sign-in is still recent.
        _broker.Clock.Advance(TimeSpan.FromMinutes(56));

        var calls = Enumerable.Range(0, callers).Select(async _ =>
        {
            using var app = dora.NewApp(key);
            return (int)await StatusAsync(app, "/me/playlists?limit=1");
        }).ToList();
        using var deletion = await dora.SendAsync(HttpMethod.Delete, "/me");

        deletion.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await Task.WhenAll(calls)).ShouldAllBe(status => status == 200 || status == 401 || status == 404);
        _broker.Database.Count("grants").ShouldBe(0);
        (await _broker.StatsAsync()).Spotify.Reuse.ShouldBe(0);
    }

    [Fact]
    public async Task The_owner_lists_all_users_with_their_connections_and_removes_one()
    {
        await using var broker = await OwnedAsync();
        using var owner = await SignedInOwnerAsync(broker, "dora");
        broker.Clock.Advance(TimeSpan.FromSeconds(1));
        using var alma = await broker.SignedInAsync("alma", "spotify", "deezer");
        await alma.NewKeyAsync(["library:read"]);

        var items = (await owner.GetAsync("/users")).GetProperty("items");

        items.GetArrayLength().ShouldBe(2);
        items[0].GetProperty("is_owner").GetBoolean().ShouldBeTrue();
        var almas = items[1];
        almas.EnumerateObject().Select(member => member.Name).ShouldBe(
        [
            "id", "display_name", "is_owner", "created_at", "last_seen_at", "sessions", "keys", "connections",
        ]);
        almas.GetProperty("keys").GetInt32().ShouldBe(1);
        almas.GetProperty("sessions").GetInt32().ShouldBe(1);
        almas.GetProperty("connections").EnumerateArray()
            .Select(one => $"{one.GetProperty("provider")} {one.GetProperty("state")}")
            .ShouldBe(["spotify active", "deezer active"]);

        using var removed = await owner.SendAsync(HttpMethod.Delete, $"/users/{almas.GetProperty("id")}");
        removed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await alma.GetAsync("/me", HttpStatusCode.Unauthorized);
        using var again = await owner.SendAsync(HttpMethod.Delete, $"/users/{almas.GetProperty("id")}");
        again.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var invalidId = await owner.SendAsync(HttpMethod.Delete, "/users/alma");
        invalidId.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var self = await owner.SendAsync(HttpMethod.Delete, $"/users/{items[0].GetProperty("id")}");
        self.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await owner.GetAsync("/users")).GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task The_owner_s_list_does_not_count_the_expired_sessions_of_a_user()
    {
        await using var broker = await OwnedAsync();
        using var owner = await SignedInOwnerAsync(broker, "dora");
        broker.Clock.Advance(TimeSpan.FromSeconds(1));
        using var alma = await broker.SignedInAsync("alma", "deezer");
        broker.Clock.Advance(TimeSpan.FromDays(20));
        await owner.GetAsync("/me");
        broker.Clock.Advance(TimeSpan.FromDays(11));

        var items = (await owner.GetAsync("/users")).GetProperty("items");

        items[0].GetProperty("sessions").GetInt32().ShouldBe(1);
        items[1].GetProperty("sessions").GetInt32().ShouldBe(0);
        await alma.GetAsync("/me", HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Only_the_owner_lists_and_removes_users()
    {
        await using var broker = await OwnedAsync();
        using var owner = await SignedInOwnerAsync(broker, "dora");
        using var alma = await broker.SignedInAsync("alma", "spotify");
        var id = (await owner.GetAsync("/me")).GetProperty("user").GetProperty("id").GetString();

        await alma.GetAsync("/users", HttpStatusCode.Forbidden);
        using var removed = await alma.SendAsync(HttpMethod.Delete, $"/users/{id}");
        using var unknown = await alma.SendAsync(HttpMethod.Delete, $"/users/{Guid.NewGuid()}");

        removed.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await removed.Content.ReadAsStringAsync()).ShouldBe(await unknown.Content.ReadAsStringAsync());
        (await alma.GetAsync("/me")).GetProperty("user").GetProperty("is_owner").GetBoolean().ShouldBeFalse();
        await owner.GetAsync("/me");
    }

    private Task<Broker> OwnedAsync() => Broker.StartAsync(storage: storage);

    // With open registration, only the owner link makes an owner.
    private static async Task<Browser> SignedInOwnerAsync(Broker broker, string user)
    {
        var browser = broker.NewBrowser();
        (await browser.TrySignInAsync("spotify", $"person={user}", $"?claim={await broker.NewOwnerLinkAsync()}"))
            .ShouldBe("/");
        return browser;
    }

    private string CiphertextOfDora()
    {
        // The first characters are enough to find the ciphertext in the file.
        var column = storage == DatabaseKind.Sqlite ? "access_token" : "encode(access_token, 'escape')";
        var value = _broker.Database.Scalar($"SELECT {column} FROM grants ORDER BY id DESC LIMIT 1");
        return value is byte[] bytes ? System.Text.Encoding.Latin1.GetString(bytes)[..40] : ((string)value!)[..40];
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path);
        return answer.StatusCode;
    }
}
