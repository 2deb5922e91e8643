using System.Net;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Access.Sessions;

/// <summary>A user lists their sessions, and ends one or all of them (ASVS 7.4.4, 7.5.2).</summary>
public abstract class SessionListTests(DatabaseKind storage) : IAsyncLifetime
{
    private const string Firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";

    private Broker _broker = null!;

    public async ValueTask InitializeAsync() => _broker = await Broker.StartAsync(storage: storage);

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task The_list_shows_browser_network_and_the_current_session()
    {
        using var phone = _broker.NewBrowser();
        phone.Client.DefaultRequestHeaders.Add("User-Agent", Firefox);
        phone.Client.DefaultRequestHeaders.Add(ConnectionHeadersFilter.Header, "2001:db8:1:2::7");
        await phone.SignInAsync("spotify", "dora");
        _broker.Clock.Advance(TimeSpan.FromMinutes(1));
        using var desk = await _broker.SignedInAsync("dora", "spotify");

        var items = (await desk.GetAsync("/me/sessions")).GetProperty("items");

        items.GetArrayLength().ShouldBe(2);
        items[0].GetProperty("current").GetBoolean().ShouldBeTrue();
        items[1].GetProperty("current").GetBoolean().ShouldBeFalse();
        items[1].GetProperty("browser").GetString().ShouldBe("Firefox on Linux");
        items[1].GetProperty("address").GetString().ShouldBe("2001:db8:1::/48");
        (items[1].GetProperty("expires_at").GetDateTimeOffset() - items[1].GetProperty("last_seen_at")
            .GetDateTimeOffset()).ShouldBe(TimeSpan.FromDays(30));
    }

    [Fact]
    public async Task After_the_clock_was_set_back_the_list_shows_the_last_request_and_no_time_in_the_future()
    {
        using var desk = await _broker.SignedInAsync("dora", "spotify");
        _broker.Clock.Jump(TimeSpan.FromDays(1));
        await desk.GetAsync("/me");
        _broker.Clock.Jump(-TimeSpan.FromDays(1));

        var items = (await desk.GetAsync("/me/sessions")).GetProperty("items");

        items[0].GetProperty("last_seen_at").GetDateTimeOffset()
            .ShouldBe(_broker.Clock.GetUtcNow(), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task One_browser_is_signed_out_from_another()
    {
        using var lost = await _broker.SignedInAsync("dora", "spotify");
        using var desk = await _broker.SignedInAsync("dora", "spotify");
        var id = (await lost.GetAsync("/me/sessions")).GetProperty("items").EnumerateArray()
            .Single(item => item.GetProperty("current").GetBoolean()).GetProperty("id").GetString();

        using var ended = await desk.SendAsync(HttpMethod.Delete, $"/me/sessions/{id}");
        using var again = await desk.SendAsync(HttpMethod.Delete, $"/me/sessions/{id}");

        ended.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        again.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await lost.GetAsync("/me", HttpStatusCode.Unauthorized);
        await desk.GetAsync("/me");
    }

    [Fact]
    public async Task Signing_out_everywhere_ends_all_sessions_but_no_key()
    {
        using var phone = await _broker.SignedInAsync("dora", "spotify");
        using var desk = await _broker.SignedInAsync("dora", "spotify");
        using var alma = await _broker.SignedInAsync("alma", "spotify");
        using var app = desk.NewApp(await desk.NewKeyAsync(["connections:read"]));

        using var ended = await desk.SendAsync(HttpMethod.Delete, "/me/sessions");

        ended.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        ended.Headers.GetValues("Clear-Site-Data").ShouldHaveSingleItem();
        desk.Cookies.ShouldNotContain(cookie => cookie.Name == "musicauth_session" && cookie.Value.Length > 0);
        await phone.GetAsync("/me", HttpStatusCode.Unauthorized);
        await desk.GetAsync("/me", HttpStatusCode.Unauthorized);
        await alma.GetAsync("/me");
        using var withKey = await app.GetAsync("/me");
        withKey.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Each_end_of_a_session_increments_the_rollback_counter_so_that_an_older_copy_is_detected()
    {
        using var phone = await _broker.SignedInAsync("dora", "spotify");
        using var tablet = await _broker.SignedInAsync("dora", "spotify");
        using var desk = await _broker.SignedInAsync("dora", "spotify");
        var id = (await phone.GetAsync("/me/sessions")).GetProperty("items").EnumerateArray()
            .Single(item => item.GetProperty("current").GetBoolean()).GetProperty("id").GetString();
        var before = Commits();

        using var ended = await desk.SendAsync(HttpMethod.Delete, $"/me/sessions/{id}");
        Commits().ShouldBe(before + 1);
        using var again = await desk.SendAsync(HttpMethod.Delete, $"/me/sessions/{id}");
        Commits().ShouldBe(before + 1, "nothing has ended");
        using var signedOut = await tablet.SendAsync(HttpMethod.Post, "/logout");
        Commits().ShouldBe(before + 2);
        using var all = await desk.SendAsync(HttpMethod.Delete, "/me/sessions");
        Commits().ShouldBe(before + 3);
    }

    [Fact]
    public async Task A_user_cannot_end_the_session_of_another_user()
    {
        using var alma = await _broker.SignedInAsync("alma", "spotify");
        using var dora = await _broker.SignedInAsync("dora", "spotify");
        var id = (await alma.GetAsync("/me/sessions")).GetProperty("items")[0].GetProperty("id").GetString();

        using var stolen = await dora.SendAsync(HttpMethod.Delete, $"/me/sessions/{id}");
        using var madeUp = await dora.SendAsync(HttpMethod.Delete, $"/me/sessions/{Guid.NewGuid()}");
        using var garbled = await dora.SendAsync(HttpMethod.Delete, "/me/sessions/1");

        stolen.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await stolen.Content.ReadAsStringAsync()).ShouldBe(await madeUp.Content.ReadAsStringAsync());
        garbled.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await alma.GetAsync("/me");
    }

    [Fact]
    public async Task Above_the_limit_the_least_recently_used_session_ends()
    {
        using var first = await _broker.SignedInAsync("dora", "spotify");
        using var second = await _broker.SignedInAsync("dora", "spotify");
        for (var i = 0; i < 48; i++)
        {
            _broker.Clock.Advance(TimeSpan.FromSeconds(1));
            using var more = await _broker.SignedInAsync("dora", "spotify");
        }

        _broker.Clock.Advance(TimeSpan.FromMinutes(11));
        await first.GetAsync("/me");
        using var last = await _broker.SignedInAsync("dora", "spotify");

        await first.GetAsync("/me");
        await second.GetAsync("/me", HttpStatusCode.Unauthorized);
        _broker.Database.Count("sessions").ShouldBe(50);
    }

    private long Commits() => Convert.ToInt64(_broker.Database.Scalar("SELECT commits FROM meta"));
}
