using System.Net;
using Microsoft.Extensions.DependencyInjection;
using MusicAuth.Sandbox;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Leases;

/// <summary>R1: an interrupted exchange is tried once more, and its loss gets the right reason.</summary>
public abstract class IndeterminateExchangeTests(DatabaseKind storage) : IAsyncLifetime
{
    private const string OnePlaylist = "/me/playlists?limit=1";
    private static readonly TimeSpan PastTheHour = TimeSpan.FromMinutes(61);
    private static readonly TimeSpan FirstRound = TimeSpan.FromSeconds(5);
    private Broker _broker = null!;
    private Browser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = await Broker.StartAsync(
            sandbox: clock => new SandboxOptions { TimeProvider = clock, DeezerQuota = false },
        storage: storage);
        _browser = await _broker.SignedInAsync("dora", "spotify");
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task A_start_tries_the_old_token_once_more_and_a_success_removes_the_intent()
    {
        await SimulateKillBeforeCommitAsync();

        await _broker.RestartAsync();
        _broker.Clock.Advance(FirstRound);
        using var later = _broker.NewBrowser(_browser);

        await IntentIsRemovedAsync();
        (await RefreshesAsync()).ShouldBe(2);
        await StateShouldBeAsync(later, "active", null);
        (await later.GetAsync(OnePlaylist)).GetProperty("complete").GetBoolean().ShouldBeTrue();
        (await RefreshesAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task A_token_that_was_replaced_meanwhile_ends_as_lost_in_flight_after_one_try()
    {
        await _broker.PutAsync("faults", new { rotation = true });
        _broker.ExpectedReuse = 1;
        await SimulateKillBeforeCommitAsync();

        await _broker.RestartAsync();
        _broker.Clock.Advance(FirstRound);
        using var later = _broker.NewBrowser(_browser);

        await IntentIsRemovedAsync();
        await StateShouldBeAsync(later, "reauthorization_required", "lost_in_flight");
        for (var call = 0; call < 5; call++)
        {
            var problem = await later.GetAsync(OnePlaylist, HttpStatusCode.Forbidden);
            problem.GetProperty("reason").GetString().ShouldBe("lost_in_flight");
            _broker.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        (await RefreshesAsync()).ShouldBe(2, "one before the kill, one after it, and none later");

        await later.SignInAsync("spotify", "dora");
        await StateShouldBeAsync(later, "active", null);
        _broker.Clock.Advance(PastTheHour);
        (await later.GetAsync(OnePlaylist)).GetProperty("complete").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task A_retry_without_a_response_keeps_the_intent()
    {
        await _broker.PutAsync("faults", new { rotation = true });
        _broker.ExpectedReuse = 1;
        await SimulateKillBeforeCommitAsync();
        await _broker.PutAsync("faults", new
        {
            rotation = true,
            rules = new[] { new { kind = "drop", provider = "spotify", on = "token", times = 1 } },
        });

        await _broker.RestartAsync();
        _broker.Clock.Advance(FirstRound);
        using var later = _broker.NewBrowser(_browser);
        await TokenRequestsReachAsync(3);
        await StateShouldBeAsync(later, "active", null);

        _broker.Clock.Advance(TimeSpan.FromSeconds(3));
        await later.GetAsync(OnePlaylist, HttpStatusCode.Forbidden);
        await StateShouldBeAsync(later, "reauthorization_required", "lost_in_flight");
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("html")]
    [InlineData("bad_gateway")]
    public async Task A_response_lost_on_the_wire_does_not_count_as_a_revocation(string fault)
    {
        await _broker.PutAsync("faults", new
        {
            rules = new[] { new { kind = fault, provider = "spotify", on = "token", times = 1 } },
        });
        _broker.Clock.Advance(PastTheHour);
        await _browser.GetAsync(OnePlaylist, HttpStatusCode.ServiceUnavailable);
        await _broker.PutAsync("users", new
        {
            revoke = new { provider = "spotify", person = "dora", keep_access_tokens = true },
        });
        _broker.Clock.Advance(TimeSpan.FromSeconds(3));

        await _browser.GetAsync(OnePlaylist, HttpStatusCode.Forbidden);

        await StateShouldBeAsync(_browser, "reauthorization_required", "lost_in_flight");
    }

    [Theory]
    [InlineData("rate_limited")]
    [InlineData("redirect")]
    public async Task A_clear_refusal_leaves_no_indeterminate_exchange(string fault)
    {
        await _broker.PutAsync("faults", new
        {
            rules = new[] { new { kind = fault, provider = "spotify", on = "token", times = 1, retry_after = 1 } },
        });
        _broker.Clock.Advance(PastTheHour);
        using (var answer = await _browser.Client.GetAsync(OnePlaylist))
            ((int)answer.StatusCode).ShouldBeOneOf(429, 503);
        _broker.Database.Count("refresh_intents").ShouldBe(0);
        await _broker.PutAsync("users", new
        {
            revoke = new { provider = "spotify", person = "dora", keep_access_tokens = true },
        });
        _broker.Clock.Advance(TimeSpan.FromSeconds(3));

        await _browser.GetAsync(OnePlaylist, HttpStatusCode.Forbidden);

        await StateShouldBeAsync(_browser, "reauthorization_required", "revoked");
    }

    /// <summary>Leaves the rows that a kill between response and commit leaves.</summary>
    private async Task SimulateKillBeforeCommitAsync()
    {
        // EF writes ids in this form.
        var id = _broker.Services.GetRequiredService<DataDirectoryId>().Value.ToString().ToUpperInvariant();
        var instance = storage == DatabaseKind.Sqlite ? $"'{id}'" : $"'{id}'::uuid";
        var database = _broker.Database;
        database.Execute("CREATE TABLE before AS SELECT * FROM grants");
        _broker.Clock.Advance(PastTheHour);
        await _browser.GetAsync(OnePlaylist);
        database.Execute(
            """
            UPDATE grants SET (access_token, refresh_token, generation, access_expires_at, last_refreshed_at) =
                (SELECT access_token, refresh_token, generation, access_expires_at, last_refreshed_at FROM before);
            DROP TABLE before;
            """);
        database.Execute(
            $"""
            INSERT INTO refresh_intents (grant_id, generation, token_fingerprint, owner, instance_id, started_at)
            SELECT id, generation, access_token, {AnyGuid()}, {instance}, 0 FROM grants
            """);
    }

    private string AnyGuid() => storage == DatabaseKind.Sqlite ? $"'{Guid.NewGuid()}'" : "gen_random_uuid()";

    private Task IntentIsRemovedAsync() => Eventually.IsTrueAsync(() => _broker.Database.Count("refresh_intents") == 0);

    private async Task TokenRequestsReachAsync(int count)
    {
        await Eventually.IsTrueAsync(async () => (await _broker.StatsAsync()).Spotify.TokenRequests >= count);
        await Eventually.IsTrueAsync(() => _broker.Database.Count("refresh_claims") == 0);
    }

    private async Task<int> RefreshesAsync() => (await _broker.StatsAsync()).Spotify.Refreshes;

    private static async Task StateShouldBeAsync(Browser browser, string state, string? reason)
    {
        var connection = (await browser.GetAsync("/me/connections")).GetProperty("items")[0];
        connection.GetProperty("state").GetString().ShouldBe(state);
        connection.GetProperty("reason").GetString().ShouldBe(reason);
    }
}
