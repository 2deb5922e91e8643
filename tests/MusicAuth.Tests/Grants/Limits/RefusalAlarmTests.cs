using System.Net;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Limits;

/// <summary>A provider that refuses most of its grants raises the alarm.</summary>
public abstract class RefusalAlarmTests(DatabaseKind storage) : IAsyncLifetime
{
    private const string OnePlaylist = "/me/playlists?limit=1";
    private static readonly TimeSpan PastTheHour = TimeSpan.FromMinutes(61);
    private static readonly string[] Users = ["alma", "basil", "cleo", "dora", "emil", "fred"];
    private readonly List<Browser> _browsers = [];
    private Broker _broker = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = await Broker.StartAsync(storage: storage);
        await _broker.PutAsync("users", new { people = Users.Select(name => new { name }) });
        foreach (var name in Users)
            _browsers.Add(await _broker.SignedInAsync(name, "spotify"));
        _broker.Clock.Advance(PastTheHour);
    }

    public async ValueTask DisposeAsync()
    {
        _browsers.ForEach(browser => browser.Dispose());
        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task After_the_alarm_no_other_token_is_sent_and_all_grants_recover()
    {
        await _broker.FaultAsync(new { kind = "invalid_grant", provider = "spotify" });
        for (var refused = 0; refused < 4; refused++)
            await _browsers[refused].GetAsync(OnePlaylist, HttpStatusCode.Forbidden);
        Alarms().ShouldBe(1);
        var requests = (await _broker.StatsAsync()).Spotify.TokenRequests;

        foreach (var other in _browsers.Skip(4))
        {
            using var answer = await other.Client.GetAsync(OnePlaylist);
            answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            answer.Headers.RetryAfter!.Delta!.Value.ShouldBe(TimeSpan.FromMinutes(15), TimeSpan.FromSeconds(2));
        }

        (await _broker.StatsAsync()).Spotify.TokenRequests.ShouldBe(requests);
        await _broker.FaultAsync();
        _broker.Clock.Advance(TimeSpan.FromMinutes(16));
        foreach (var other in _browsers.Skip(4))
            (await other.GetAsync(OnePlaylist)).GetProperty("complete").GetBoolean().ShouldBeTrue();

        await RetriedAsync();
        foreach (var refused in _browsers.Take(4))
        {
            (await ReasonAsync(refused)).ShouldBeNull();
            (await refused.GetAsync(OnePlaylist)).GetProperty("complete").GetBoolean().ShouldBeTrue();
        }
    }

    [Fact]
    public async Task A_grant_refused_at_its_retry_is_never_tried_again()
    {
        await _broker.FaultAsync(new { kind = "invalid_grant", provider = "spotify" });
        for (var refused = 0; refused < 4; refused++)
            await _browsers[refused].GetAsync(OnePlaylist, HttpStatusCode.Forbidden);
        var before = (await _broker.StatsAsync()).Spotify.TokenRequests;

        await RetriedAsync();
        (await _broker.StatsAsync()).Spotify.TokenRequests.ShouldBe(before + 4);
        await _broker.FaultAsync();
        _broker.Clock.Advance(TimeSpan.FromHours(5));
        await _broker.RunBackgroundRoundAsync();

        (await _broker.StatsAsync()).Spotify.TokenRequests.ShouldBe(before + 4);
        (await ReasonAsync(_browsers[0])).ShouldBe("revoked");
        using var again = await _broker.SignedInAsync(Users[0], "spotify");
        (await ReasonAsync(again)).ShouldBeNull();
    }

    [Fact]
    public async Task A_retry_without_a_response_is_repeated()
    {
        await _broker.FaultAsync(new { kind = "invalid_grant", provider = "spotify" });
        for (var refused = 0; refused < 4; refused++)
            await _browsers[refused].GetAsync(OnePlaylist, HttpStatusCode.Forbidden);
        await _broker.FaultAsync(new { kind = "unavailable", provider = "spotify", on = "token" });
        _broker.Clock.Advance(TimeSpan.FromMinutes(61));
        var now = _broker.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        await Eventually.IsTrueAsync(() => Count($"grants WHERE retry_at > {now}") == 4);
        await _broker.FaultAsync();

        await RetriedAsync();

        foreach (var refused in _browsers.Take(4))
            (await ReasonAsync(refused)).ShouldBeNull();
    }

    [Fact]
    public async Task Half_of_the_grants_refused_is_no_incident()
    {
        await _browsers[0].GetAsync(OnePlaylist);
        await _browsers[1].GetAsync(OnePlaylist);
        await _broker.FaultAsync(new { kind = "invalid_grant", provider = "spotify" });
        await _browsers[2].GetAsync(OnePlaylist, HttpStatusCode.Forbidden);
        await _browsers[3].GetAsync(OnePlaylist, HttpStatusCode.Forbidden);
        Alarms().ShouldBe(0);

        await _browsers[4].GetAsync(OnePlaylist, HttpStatusCode.Forbidden);
        Alarms().ShouldBe(1);
    }

    [Fact]
    public async Task A_household_that_is_refused_one_by_one_over_an_hour_is_an_incident()
    {
        await _broker.FaultAsync(new { kind = "invalid_grant", provider = "spotify" });
        for (var refused = 0; refused < 4; refused++)
        {
            Alarms().ShouldBe(0);
            await _browsers[refused].GetAsync(OnePlaylist, HttpStatusCode.Forbidden);
            _broker.Clock.Advance(TimeSpan.FromMinutes(12));
        }

        Alarms().ShouldBe(1);
        await _broker.FaultAsync();
        await RetriedAsync();
        foreach (var refused in _browsers.Take(4))
            (await ReasonAsync(refused)).ShouldBeNull();
    }

    [Fact]
    public async Task Three_of_six_refused_are_no_incident()
    {
        await _broker.FaultAsync(new { kind = "invalid_grant", provider = "spotify" });
        foreach (var browser in _browsers.Take(3))
            await browser.GetAsync(OnePlaylist, HttpStatusCode.Forbidden);

        Alarms().ShouldBe(0);
    }

    [Fact]
    public async Task Consents_that_end_together_are_no_incident()
    {
        for (var user = 0; user < Users.Length; user++)
            await _browsers[user].SignInAsync("deezer", Users[user]);
        _broker.Clock.Advance(TimeSpan.FromDays(190));
        foreach (var user in Users)
        {
            using var later = await _broker.SignedInAsync(user, "deezer");
            (await later.GetAsync("/me/playlists?limit=1&provider=spotify", HttpStatusCode.Forbidden))
                .GetProperty("reason").GetString().ShouldBe("consent_expired");
        }

        Alarms().ShouldBe(0);
    }

    private int Alarms() => _broker.Log.Errors.Count(entry => entry.Contains("so no grant is refreshed there for"));

    /// <summary>Advances the clock by the hour until the retry, and waits for the end of all retries.</summary>
    private async Task RetriedAsync()
    {
        _broker.Clock.Advance(TimeSpan.FromMinutes(61));
        await Eventually.IsTrueAsync(
            // A retry begins and ends in one transaction each. While it runs, its lease exists.
            () => Count("(SELECT id FROM grants WHERE retry_at IS NOT NULL "
                + "UNION ALL SELECT grant_id FROM refresh_claims) AS unfinished") == 0,
            between: () => _broker.Clock.Advance(TimeSpan.FromSeconds(15)));
    }

    private int Count(string rows) => _broker.Database.Count(rows);

    private static async Task<string?> ReasonAsync(Browser browser) =>
        (await browser.GetAsync("/me/connections")).GetProperty("items")[0].GetProperty("reason").GetString();
}
