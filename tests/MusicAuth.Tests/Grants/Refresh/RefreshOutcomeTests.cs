using System.Net;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Refresh;

/// <summary>R7, R8: the effect of each response of the token endpoint on the grant and its user.</summary>
public abstract class RefreshOutcomeTests(DatabaseKind storage) : IAsyncLifetime
{
    private const string OnePlaylist = "/me/playlists?limit=1";
    private static readonly TimeSpan InTheMargin = TimeSpan.FromMinutes(57);
    private static readonly TimeSpan PastTheHour = TimeSpan.FromMinutes(61);
    private Broker _broker = null!;

    public async ValueTask InitializeAsync() => _broker = await Broker.StartAsync(storage: storage);

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    public static TheoryData<string> Transient { get; } =
        ["server_error", "bad_gateway", "unavailable", "html", "not_json", "cut", "drop", "redirect", "oversized",
            "gzip", "rate_limited", "rate_limited_text", "quota_exceeded"];

    [Theory]
    [MemberData(nameof(Transient))]
    public async Task A_transient_response_loses_nothing_and_the_old_token_serves_until_it_expires(string fault)
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify");
        // With strict rotation a lost response loses the new token: see IndeterminateExchangeTests.
        await _broker.PutAsync("faults", new
        {
            rotation = fault is not ("cut" or "gzip"),
            rules = new[] { new { kind = fault, provider = "spotify", on = "token" } },
        });

        _broker.Clock.Advance(InTheMargin);
        (await browser.GetAsync(OnePlaylist)).GetProperty("complete").GetBoolean().ShouldBeTrue();

        _broker.Clock.Advance(PastTheHour - InTheMargin);
        using var refused = await browser.Client.GetAsync(OnePlaylist);
        ((int)refused.StatusCode).ShouldBeOneOf(503, 429);
        refused.Headers.RetryAfter.ShouldNotBeNull();
        await StateShouldBeAsync(browser, "active", null);

        await _broker.FaultAsync();
        _broker.Clock.Advance(TimeSpan.FromHours(14));
        (await browser.GetAsync(OnePlaylist)).GetProperty("complete").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task A_failing_provider_does_not_get_a_request_for_each_call()
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify");
        await _broker.FaultAsync(new { kind = "bad_gateway", provider = "spotify", on = "token" });
        _broker.Clock.Advance(InTheMargin);
        var before = (await _broker.StatsAsync()).Spotify.TokenRequests;

        for (var call = 0; call < 20; call++)
            await browser.GetAsync(OnePlaylist);

        ((await _broker.StatsAsync()).Spotify.TokenRequests - before).ShouldBe(1);
    }

    [Fact]
    public async Task An_invalid_grant_response_makes_the_grant_invalid_and_is_never_retried()
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify", "deezer");
        await _broker.PutAsync("users", new { people = Array.Empty<object>(), revoke = Revoke("dora") });
        _broker.Clock.Advance(PastTheHour);

        for (var call = 0; call < 3; call++)
        {
            var page = await browser.GetAsync(OnePlaylist);
            var spotify = page.GetProperty("sources")[0];
            spotify.GetProperty("status").GetString().ShouldBe("reauthorization_required");
            spotify.GetProperty("reauthorize_url").GetString().ShouldBe("http://127.0.0.1:5080/login/spotify");
            page.GetProperty("sources")[1].GetProperty("status").GetString().ShouldBe("ok");
            page.GetProperty("complete").GetBoolean().ShouldBeFalse();
        }

        await StateShouldBeAsync(browser, "reauthorization_required", "revoked");
        (await _broker.StatsAsync()).Spotify.TokenRequests.ShouldBe(2);
        var problem = await browser.GetAsync(OnePlaylist + "&provider=spotify", HttpStatusCode.Forbidden);
        problem.GetProperty("code").GetString().ShouldBe("reauthorization_required");
        problem.GetProperty("reason").GetString().ShouldBe("revoked");
    }

    [Fact]
    public async Task A_consent_older_than_six_months_ends_as_expired_and_a_sign_in_reactivates_the_same_grant()
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify", "deezer");
        var id = (await ConnectionAsync(browser)).GetProperty("id").GetGuid();
        var authorized = _broker.Clock.GetUtcNow();

        _broker.Clock.SetUtcNow(authorized.AddMonths(6).AddDays(-20));
        using var soon = await _broker.SignedInElsewhereAsync("dora", "deezer", browser);
        (await ConnectionAsync(soon)).GetProperty("reauthorize_soon").GetBoolean().ShouldBeTrue();

        _broker.Clock.SetUtcNow(authorized.AddMonths(6).AddHours(1));
        using var late = await _broker.SignedInElsewhereAsync("dora", "deezer", browser);
        await late.GetAsync(OnePlaylist);
        await StateShouldBeAsync(late, "reauthorization_required", "consent_expired");

        await late.SignInAsync("spotify", "dora");
        await StateShouldBeAsync(late, "active", null);
        var renewed = await ConnectionAsync(late);
        renewed.GetProperty("id").GetGuid().ShouldBe(id);
        renewed.GetProperty("authorized_at").GetDateTimeOffset().ShouldBeGreaterThan(authorized.AddMonths(6));
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("empty")]
    [InlineData("same")]
    [InlineData("other")]
    public async Task A_grant_refreshes_again_after_any_refresh_token_in_the_response(string value)
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify");
        // Without a new refresh token the old one stays.
        await _broker.PutAsync("faults", new
        {
            rotation = value == "other",
            rules = new[] { new { kind = "refresh_token", provider = "spotify", value } },
        });

        for (var hour = 0; hour < 3; hour++)
        {
            _broker.Clock.Advance(PastTheHour);
            (await browser.GetAsync(OnePlaylist)).GetProperty("complete").GetBoolean().ShouldBeTrue();
        }

        (await _broker.StatsAsync()).Spotify.Refreshes.ShouldBe(3);
    }

    [Theory]
    [InlineData("absent")]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData("3600")]
    [InlineData("soon")]
    [InlineData(1e18)]
    public async Task A_nonsensical_expires_in_causes_no_refresh_storm(object value)
    {
        await _broker.FaultAsync(new { kind = "expires_in", provider = "spotify", value });
        using var browser = await _broker.SignedInAsync("dora", "spotify");

        for (var call = 0; call < 5; call++)
            await browser.GetAsync(OnePlaylist);
        (await _broker.StatsAsync()).Spotify.Refreshes.ShouldBe(0);

        _broker.Clock.Advance(PastTheHour);
        (await browser.GetAsync(OnePlaylist)).GetProperty("complete").GetBoolean().ShouldBeTrue();
        (await _broker.StatsAsync()).Spotify.Refreshes.ShouldBe(1);
    }

    [Theory]
    [InlineData("invalid_client")]
    [InlineData("unsupported_grant_type")]
    public async Task A_refused_app_changes_no_grant_and_is_probed_every_15_seconds_at_most(string fault)
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify");
        await _broker.FaultAsync(new { kind = fault, provider = "spotify" });
        _broker.Clock.Advance(PastTheHour);
        var before = (await _broker.StatsAsync()).Spotify.TokenRequests;

        for (var call = 0; call < 10; call++)
        {
            var problem = await browser.GetAsync(OnePlaylist, HttpStatusCode.ServiceUnavailable);
            problem.GetProperty("code").GetString().ShouldBe("provider_app_unhealthy");
            problem.GetProperty("reason").GetString().ShouldBe("invalid_client");
        }

        ((await _broker.StatsAsync()).Spotify.TokenRequests - before).ShouldBe(1);
        await StateShouldBeAsync(browser, "active", null);
        await _broker.FaultAsync();
        _broker.Clock.Advance(TimeSpan.FromSeconds(16));
        (await browser.GetAsync(OnePlaylist)).GetProperty("complete").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task A_refused_access_token_is_refreshed_once_and_the_call_is_repeated()
    {
        using var browser = await _broker.SignedInAsync("alma", "spotify");
        await _broker.FaultAsync(new { kind = "unauthorized", provider = "spotify", on = "api", times = 1 });

        var page = await browser.GetAsync("/me/favorites?limit=200");

        page.GetProperty("items").GetArrayLength().ShouldBe(200);
        (await _broker.StatsAsync()).Spotify.Refreshes.ShouldBe(1);
    }

    [Fact]
    public async Task An_access_token_refused_again_asks_for_a_sign_in_and_not_for_a_second_refresh()
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify");
        await _broker.FaultAsync(new { kind = "unauthorized", provider = "spotify", on = "api" });

        var problem = await browser.GetAsync(OnePlaylist, HttpStatusCode.Forbidden);

        problem.GetProperty("code").GetString().ShouldBe("reauthorization_required");
        (await _broker.StatsAsync()).Spotify.Refreshes.ShouldBe(1);
    }

    private static object Revoke(string user) => new { provider = "spotify", person = user, keep_access_tokens = true };

    private static async Task<JsonElement> ConnectionAsync(Browser browser) =>
        (await browser.GetAsync("/me/connections")).GetProperty("items")[0];

    private static async Task StateShouldBeAsync(Browser browser, string state, string? reason)
    {
        var connection = await ConnectionAsync(browser);
        connection.GetProperty("state").GetString().ShouldBe(state);
        connection.GetProperty("reason").GetString().ShouldBe(reason);
    }
}
