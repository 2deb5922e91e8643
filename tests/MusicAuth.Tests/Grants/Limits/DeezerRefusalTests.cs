using System.Net;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Limits;

/// <summary>R30: the effect of Deezer's code 300 on a connection.</summary>
public abstract class DeezerRefusalTests(DatabaseKind storage) : SignedInTest(storage, "deezer")
{
    private const string OneFavorite = "/me/favorites?limit=1";

    [Theory]
    [InlineData(OneFavorite)]
    [InlineData("/deezer/user/me/tracks?limit=1")]
    public async Task One_mistaken_refusal_costs_one_check_and_the_call_succeeds(string path)
    {
        await RefuseAsync("/user/me/tracks", times: 1);
        var before = (await Broker.StatsAsync()).Deezer.TotalRequests;

        await Dora.GetAsync(path);

        // The call, the check, and the repeated call.
        ((await Broker.StatsAsync()).Deezer.TotalRequests - before).ShouldBe(3);
        await StateShouldBeAsync("active", null);
    }

    [Fact]
    public async Task One_path_that_always_refuses_ends_no_connection_and_asks_for_no_sign_in()
    {
        await RefuseAsync("/user/me/tracks");
        var before = (await Broker.StatsAsync()).Deezer.TotalRequests;
        for (var poll = 0; poll < 10; poll++)
        {
            var problem = await Dora.GetAsync(OneFavorite, HttpStatusCode.ServiceUnavailable);
            problem.GetProperty("code").GetString().ShouldBe("provider_unavailable");
            problem.GetProperty("retry_after").GetInt32().ShouldBeInRange(1, 15);
        }

        ((await Broker.StatsAsync()).Deezer.TotalRequests - before).ShouldBe(12, "ten calls, a check, a repetition");
        (await Dora.GetAsync("/me/playlists?limit=1")).GetProperty("complete").GetBoolean().ShouldBeTrue();
        await StateShouldBeAsync("active", null);
    }

    [Fact]
    public async Task The_passthrough_returns_the_refusal_where_the_token_is_valid()
    {
        await RefuseAsync("/user/me/tracks");

        using var answer = await Dora.Client.GetAsync("/deezer/user/me/tracks");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.GetValues("MusicAuth-Upstream-Error").ShouldHaveSingleItem().ShouldBe("300; unauthorized");
        await StateShouldBeAsync("active", null);
    }

    [Theory]
    [InlineData("bad_gateway", null)]
    [InlineData("drop", null)]
    [InlineData("html", null)]
    [InlineData("deezer_error", 4)]
    [InlineData("deezer_error", 700)]
    [InlineData("deezer_error", 200)]
    [InlineData("deezer_no_code", null)]
    public async Task A_check_without_a_clear_response_invalidates_nothing(string fault, int? code)
    {
        await Broker.FaultAsync(
            new { kind = "deezer_error", provider = "deezer", code = (int?)300, path = "/user/me/tracks" },
            new { kind = fault, provider = "deezer", code, path = "/user/me" });

        await Dora.GetAsync(OneFavorite, HttpStatusCode.ServiceUnavailable);

        await StateShouldBeAsync("active", null);
        await Broker.FaultAsync();
        Broker.Clock.Advance(TimeSpan.FromMinutes(1));
        (await Dora.GetAsync(OneFavorite)).GetProperty("complete").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task After_an_incident_the_same_grant_is_reactivated_without_a_sign_in()
    {
        var id = (await ConnectionAsync()).GetProperty("id").GetGuid();
        await RefuseAsync("/user/me");
        (await Dora.GetAsync(OneFavorite, HttpStatusCode.Forbidden)).GetProperty("reason").GetString()
            .ShouldBe("revoked");
        await StateShouldBeAsync("reauthorization_required", "revoked");

        await Broker.FaultAsync();
        Broker.Clock.Advance(TimeSpan.FromHours(1));
        await Eventually.IsTrueAsync(
            async () => (await ConnectionAsync()).GetProperty("state").GetString() == "active",
            between: () => Broker.Clock.Advance(TimeSpan.FromSeconds(15)));

        (await ConnectionAsync()).GetProperty("id").GetGuid().ShouldBe(id);
        (await Dora.GetAsync(OneFavorite)).GetProperty("complete").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task A_revoked_consent_ends_after_two_refusals_and_a_sign_in_reactivates_the_same_grant()
    {
        var id = (await ConnectionAsync()).GetProperty("id").GetGuid();
        await Broker.PutAsync("users", new { revoke = new { provider = "deezer", person = "dora" } });
        var before = (await Broker.StatsAsync()).Deezer.TotalRequests;

        for (var poll = 0; poll < 5; poll++)
            await Dora.GetAsync(OneFavorite, HttpStatusCode.Forbidden);

        ((await Broker.StatsAsync()).Deezer.TotalRequests - before).ShouldBe(2);
        await StateShouldBeAsync("reauthorization_required", "revoked");
        await Dora.SignInAsync("deezer", "dora");
        await StateShouldBeAsync("active", null);
        (await ConnectionAsync()).GetProperty("id").GetGuid().ShouldBe(id);
    }

    private Task RefuseAsync(string path, int? times = null) =>
        Broker.FaultAsync(new { kind = "deezer_error", provider = "deezer", code = 300, path, times });

    private async Task<JsonElement> ConnectionAsync() =>
        (await Dora.GetAsync("/me/connections")).GetProperty("items")[0];

    private async Task StateShouldBeAsync(string state, string? reason)
    {
        var connection = await ConnectionAsync();
        connection.GetProperty("state").GetString().ShouldBe(state);
        connection.GetProperty("reason").GetString().ShouldBe(reason);
    }
}
