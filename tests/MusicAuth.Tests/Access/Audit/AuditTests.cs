using System.Net;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Access.Audit;

/// <summary>GET /me/activity: the events that a user sees (ASVS 16.2.1, 16.3.1 to 16.3.3, T13).</summary>
public abstract class AuditTests(DatabaseKind storage) : IAsyncLifetime
{
    private Broker _broker = null!;

    public async ValueTask InitializeAsync() => _broker = await Broker.StartAsync(storage: storage);

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task The_audit_log_has_a_sign_in_and_its_session_without_a_flush()
    {
        using var dora = await _broker.SignedInAsync("dora", "spotify");
        var session = (await dora.GetAsync("/me/sessions")).GetProperty("items")[0].GetProperty("id").GetString();

        var item = (await dora.AuditEntriesAsync()).ShouldHaveSingleItem();

        item.Summary().ShouldBe("signed_in spotify ok x1");
        item.EnumerateObject().Select(member => member.Name).ShouldBe(
        [
            "id", "kind", "at", "last_at", "count", "caller", "provider", "data", "address", "outcome", "flags",
        ]);
        item.Word("address").ShouldBe("127.0.0.1");
        item.GetProperty("at").GetString().ShouldEndWith("Z");
        item.GetProperty("caller").ToString().ShouldBe($$"""{"kind":"session","id":"{{session}}","name":null}""");
        item.Flags().ShouldBeEmpty();
    }

    [Fact]
    public async Task The_audit_log_has_the_reads_of_a_key_by_name_and_provider()
    {
        using var dora = await _broker.SignedInAsync("dora", "spotify", "deezer");
        var key = await dora.NewKeyAsync(["library:read", "connections:read", "token:read"]);
        using var app = dora.NewApp(key);
        foreach (var path in new[]
                 {
                     "/me/playlists?limit=1", "/me/playlists?limit=2", "/me/favorites?provider=deezer&limit=1",
                     "/me/flow", "/me/connections", "/me/connections/spotify/token",
                     "/me/playlists/spotify/unknown-list/tracks",
                     "/me/favorites?limit=0",
                 })
            await app.AskAsync(path, from: "198.51.100.9");

        var items = await _broker.AuditEntriesAsync(dora);

        var byKey = items.Where(item => item.GetProperty("caller").Word("kind") == "key").ToList();
        byKey.Select(item => item.Summary()).ShouldBe(
            [
                "read spotify playlists ok x2", "read deezer playlists ok x2", "read deezer favorites ok x1",
                "read deezer flow ok x1", "read connections ok x1", "token_handed_out spotify token ok x1",
                "read spotify playlist_tracks not_found x1", "read favorites invalid_parameter x1",
            ],
            ignoreOrder: true);
        byKey.ShouldAllBe(item => item.Word("address") == "198.51.100.0/24");
        byKey.ShouldAllBe(item => item.GetProperty("caller").Word("name") == "Test");
        byKey.ShouldAllBe(item => item.GetProperty("caller").Word("id") == key.Substring(3, 12));
        items.Select(item => item.ToString())
            .ShouldAllBe(text => !text.Contains(key) && !text.Contains("unknown-list"));
    }

    [Fact]
    public async Task The_audit_log_has_each_refusal_once()
    {
        using var dora = await _broker.SignedInAsync("dora", "spotify", "deezer");
        using var app = dora.NewApp(await dora.NewKeyAsync(["connections:read", "library:read"], ["spotify"]));
        await app.AskAsync("/me/connections/spotify/token");
        await app.AskAsync("/me/activity");
        await app.AskAsync("/me/favorites?provider=deezer");
        using var fromOtherOrigin = await dora.SendAsync(HttpMethod.Post, "/logout", "http://evil.example");

        var items = await _broker.AuditEntriesAsync(dora, "?kind=scope_refused");

        items.Select(item => item.Summary()).ShouldBe(
            [
                "scope_refused token:read insufficient_scope x1", "scope_refused session insufficient_scope x1",
                "scope_refused deezer favorites insufficient_scope x1", "scope_refused cross_site_request x1",
            ],
            ignoreOrder: true);
    }

    [Fact]
    public async Task The_audit_log_has_refreshes_and_expired_consents_as_events_of_the_broker()
    {
        using var dora = await _broker.SignedInAsync("dora", "spotify");
        _broker.Clock.Advance(TimeSpan.FromMinutes(61));
        await dora.GetAsync("/me/playlists?limit=1");
        await _broker.FaultAsync(new { kind = "invalid_grant", provider = "spotify", on = "token" });
        _broker.Clock.Advance(TimeSpan.FromMinutes(61));
        await dora.GetAsync("/me/playlists?limit=1", HttpStatusCode.Forbidden);

        var items = await _broker.AuditEntriesAsync(dora);

        var brokers = items.Where(item => item.GetProperty("caller").Word("kind") == "broker").ToList();
        brokers.Select(item => item.Summary()).ShouldBe(
            ["reauthorization_required spotify revoked x1", "refreshed spotify ok x1"]);
        brokers.ShouldAllBe(item => item.Word("address") == null);
        items.Select(item => item.Summary())
            .ShouldContain("read spotify playlists reauthorization_required:revoked x1");
    }

    [Fact]
    public async Task The_audit_log_records_sign_outs_and_disconnections()
    {
        using var dora = await _broker.SignedInAsync("dora", "spotify");
        using var phone = await _broker.SignedInAsync("dora", "spotify");
        using var disconnected = await phone.SendAsync(HttpMethod.Delete, "/me/connections/spotify");
        using var notConnected = await phone.SendAsync(HttpMethod.Delete, "/me/connections/deezer");
        using var signedOut = await phone.SendAsync(HttpMethod.Post, "/logout");

        (await dora.AuditEntriesAsync()).Select(item => item.Summary()).ShouldBe(
            ["signed_out ok x1", "disconnected spotify ok x1", "signed_in spotify ok x1", "signed_in spotify ok x1"],
            ignoreOrder: true);
    }

    [Fact]
    public async Task The_audit_log_shows_a_failed_sign_in_to_its_user_and_to_the_owner()
    {
        await using var broker = await Broker.StartAsync(
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["Access:Registration"] = "Owner" },
            storage: storage);
        using var owner = await broker.SignedInAsync("alma", "spotify");
        using var unregistered = broker.NewBrowser();
        (await unregistered.TrySignInAsync("spotify", "person=dora")).ShouldContain("registration_closed");
        (await unregistered.FollowCallbackAsync(new Uri("http://x/callback/spotify?code=a&state=forged")))
            .ShouldContain("state");
        (await owner.TrySignInAsync("spotify", "person=dora")).ShouldContain("account_mismatch");

        (await broker.AuditEntriesAsync(owner)).Select(item => item.Summary()).ShouldBe(
            [
                "signed_in spotify ok x1", "ownership_claimed ok x1",
                "sign_in_failed spotify registration_closed:owner_exists x1",
                "sign_in_failed spotify sign_in_failed:state x1", "sign_in_failed spotify account_mismatch x1",
            ],
            ignoreOrder: true);
    }

    [Fact]
    public async Task Only_the_owner_sees_events_without_a_user()
    {
        using var unregistered = _broker.NewBrowser();
        await unregistered.FollowCallbackAsync(new Uri("http://x/callback/spotify?code=a&state=forged"));
        using var dora = await _broker.SignedInAsync("dora", "spotify");

        (await _broker.AuditEntriesAsync(dora)).Select(item => item.Summary()).ShouldBe(["signed_in spotify ok x1"]);
        _broker.Database.Scalar("SELECT outcome FROM activity WHERE user_id IS NULL")
            .ShouldBe("sign_in_failed:state");
    }

    [Fact]
    public async Task A_user_sees_only_their_own_events_and_no_cursor_shows_others()
    {
        using var alma = await _broker.SignedInAsync("alma", "spotify", "deezer");
        using var dora = await _broker.SignedInAsync("dora", "spotify");
        await alma.GetAsync("/me/playlists?limit=1");
        await dora.GetAsync("/me/flow", HttpStatusCode.NotFound);
        await _broker.FlushAsync();
        var next = (await alma.GetAsync("/me/activity?limit=1")).GetProperty("next").GetString()!;

        (await dora.AuditEntriesAsync()).Select(item => item.Summary()).ShouldBe(
            ["read deezer flow not_connected x1", "signed_in spotify ok x1"], ignoreOrder: true);
        var stolen = await dora.GetAsync(next, HttpStatusCode.BadRequest);
        var madeUp = await dora.GetAsync("/me/activity?limit=1&cursor=AAAA", HttpStatusCode.BadRequest);
        stolen.ToString().ShouldBe(madeUp.ToString());
        await alma.GetAsync(next);
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("limit=x", "limit")]
    [InlineData("kind=Read", "kind")]
    [InlineData("kind=", "kind")]
    [InlineData("flagged=yes", "flagged")]
    [InlineData("cursor=", "cursor")]
    [InlineData("cursor=%C3%A4", "cursor")]
    [InlineData("limit=1&limit=2", "limit")]
    [InlineData("kind=read&kind=read", "kind")]
    public async Task The_problem_names_an_invalid_parameter(string query, string parameter)
    {
        using var dora = await _broker.SignedInAsync("dora", "spotify");

        var problem = await dora.GetAsync($"/me/activity?{query}", HttpStatusCode.BadRequest);

        problem.Word("code").ShouldBe("invalid_parameter");
        problem.Word("detail")!.ShouldStartWith($"The parameter {parameter} ");
    }

    [Fact]
    public async Task Following_next_returns_each_event_once_and_the_newest_first()
    {
        using var dora = await _broker.SignedInAsync("dora", "spotify");
        var user = await dora.UserIdAsync();
        for (var number = 0; number < 57; number++)
        {
            _broker.AuditLog().Record(AuditTestExtensions.Use(user, $"key {number}"));
            // Several events have the same time, so that the cursor also needs their order within it.
            if (number % 5 == 0) _broker.Clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        await _broker.FlushAsync();
        List<string> ids = [];
        List<DateTimeOffset> times = [];
        for (var next = "/me/activity?limit=10&kind=read"; next is not null;)
        {
            var page = await dora.GetAsync(next);
            var items = page.GetProperty("items").EnumerateArray().ToList();
            items.Count.ShouldBeInRange(1, 10);
            ids.AddRange(items.Select(item => item.Word("id")!));
            times.AddRange(items.Select(item => item.GetProperty("last_at").GetDateTimeOffset()));
            next = page.Word("next");
            next?.ShouldStartWith("/me/activity?limit=10&kind=read&cursor=");
        }

        // 57 events of keys, and the request to /me.
        ids.Distinct().Count().ShouldBe(58);
        ids.Count.ShouldBe(58);
        times.ShouldBe(times.OrderDescending());
    }

    [Fact]
    public async Task No_cache_stores_the_audit_log_and_no_key_can_read_it()
    {
        using var dora = await _broker.SignedInAsync("dora", "spotify");
        using var app = dora.NewApp(await dora.NewKeyAsync(["library:read", "connections:read"]));

        using var answer = await dora.Client.GetAsync("/me/activity");

        answer.Headers.CacheControl!.ToString().ShouldBe("no-store, private");
        (await app.AskAsync("/me/activity")).ShouldBe(403);
    }
}
