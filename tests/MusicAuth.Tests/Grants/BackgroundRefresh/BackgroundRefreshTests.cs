using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.BackgroundRefresh;

/// <summary>Tokens in use are refreshed before a caller has to wait; unused ones are not.</summary>
public sealed class BackgroundRefreshTests : IAsyncLifetime
{
    private const string OnePlaylist = "/me/playlists?limit=1";
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(15);
    private Broker _broker = null!;

    public async ValueTask InitializeAsync() =>
        _broker = await Broker.StartAsync(services: BackgroundRounds.RemoveTimer);

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task A_token_in_use_is_refreshed_five_to_ten_minutes_before_its_expiry()
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify");
        await AdvanceAsync(TimeSpan.FromMinutes(49));
        await browser.GetAsync(OnePlaylist);
        await AdvanceAsync(TimeSpan.FromSeconds(45));
        (await RefreshesAsync()).ShouldBe(0);

        await AdvanceAsync(TimeSpan.FromMinutes(5.5));
        (await RefreshesAsync()).ShouldBe(1);

        await AdvanceAsync(TimeSpan.FromMinutes(10));
        await browser.GetAsync(OnePlaylist);
        (await RefreshesAsync()).ShouldBe(1, "the call found a fresh token");
    }

    [Fact]
    public async Task A_grant_unused_for_an_hour_is_not_refreshed()
    {
        await _broker.FaultAsync(new { kind = "expires_in", provider = "spotify", value = 7200 });
        using var browser = await _broker.SignedInAsync("dora", "spotify");
        await AdvanceAsync(TimeSpan.FromMinutes(30));
        await browser.GetAsync(OnePlaylist);

        await AdvanceAsync(TimeSpan.FromMinutes(95));

        (await RefreshesAsync()).ShouldBe(0);
    }

    [LongFact]
    public async Task Background_refreshes_are_spread_and_three_run_at_once_at_most()
    {
        var names = Enumerable.Range(0, 12).Select(n => $"user{n}").ToArray();
        await _broker.PutAsync("users", new { people = names.Select(name => new { name }) });
        List<Browser> browsers = [];
        foreach (var name in names)
            browsers.Add(await _broker.SignedInAsync(name, "spotify"));
        await AdvanceAsync(TimeSpan.FromMinutes(49));
        foreach (var browser in browsers)
            await browser.GetAsync(OnePlaylist);

        List<int> atTimes = [];
        for (var round = 0; round < 26; round++)
        {
            await AdvanceAsync(Round);
            atTimes.Add(await RefreshesAsync());
        }

        atTimes[^1].ShouldBe(names.Length);
        atTimes.Distinct().Count().ShouldBeGreaterThan(4, "the refreshes are spread over several rounds");
        (await _broker.StatsAsync()).Spotify.MaxConcurrency.ShouldBeLessThanOrEqualTo(3);
        browsers.ForEach(browser => browser.Dispose());
    }

    [Fact]
    public async Task A_failed_background_refresh_is_not_repeated_before_the_next_call()
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify");
        await AdvanceAsync(TimeSpan.FromMinutes(49));
        await browser.GetAsync(OnePlaylist);
        await _broker.FaultAsync(new { kind = "unavailable", provider = "spotify", on = "token" });

        await AdvanceAsync(TimeSpan.FromMinutes(30));
        (await _broker.StatsAsync()).Spotify.TokenRequests.ShouldBe(2);
        await AdvanceAsync(TimeSpan.FromMinutes(3));

        (await _broker.StatsAsync()).Spotify.TokenRequests.ShouldBe(2, "one for the sign-in, and one failed refresh");
    }

    // Runs the rounds of the timer. Each round ends before the next begins, and the last one before the method returns.
    private async Task AdvanceAsync(TimeSpan by)
    {
        for (var rest = by; rest > TimeSpan.Zero; rest -= Round)
        {
            _broker.Clock.Advance(rest < Round ? rest : Round);
            await _broker.RunBackgroundRoundAsync();
        }
    }

    private async Task<int> RefreshesAsync() => (await _broker.StatsAsync()).Spotify.Refreshes;
}
