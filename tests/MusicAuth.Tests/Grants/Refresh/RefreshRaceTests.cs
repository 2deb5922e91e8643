using System.Net;
using MusicAuth.Sandbox;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Refresh;

/// <summary>R2, R5, R6: one refresh serves any number of callers, and a later write wins.</summary>
public abstract class RefreshRaceTests(DatabaseKind storage) : IAsyncLifetime
{
    private const string OnePlaylist = "/me/playlists?limit=1";
    private static readonly TimeSpan PastTheHour = TimeSpan.FromMinutes(61);
    private Broker _broker = null!;

    // Strict rotation: a refresh token used twice counts as reuse and ends the consent.
    public async ValueTask InitializeAsync() => _broker = await Broker.StartAsync(
        sandbox: clock => new SandboxOptions { TimeProvider = clock, DeezerQuota = false, Rotation = true },
        storage: storage, hasLongTimeouts: true);

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(40)]
    [InlineData(200)]
    [InlineData(500)]
    public async Task Parallel_callers_of_an_expired_token_cause_one_refresh_and_all_get_a_response(int callers)
    {
        using var browser = await _broker.SignedInAsync("basil", "spotify");
        _broker.Clock.Advance(PastTheHour);

        var answers = await Task.WhenAll(
            Enumerable.Range(0, callers).Select(_ => browser.Client.GetAsync(OnePlaylist)));

        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        foreach (var answer in answers)
            (await answer.Content.ReadAsStringAsync()).ShouldContain("\"status\":\"ok\"");
        await ShouldHaveRefreshedAsync(1);
    }

    [Fact]
    public async Task Callers_who_disconnect_do_not_cancel_the_refresh()
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify");
        _broker.Clock.Advance(PastTheHour);
        using var leaving = new CancellationTokenSource();
        var cancelled = await DuringSlowRefreshAsync(() => Enumerable.Range(0, 20)
            .Select(_ => browser.Client.GetAsync(OnePlaylist, leaving.Token)).ToList());

        await leaving.CancelAsync();
        foreach (var request in cancelled)
            await Should.ThrowAsync<OperationCanceledException>(request);
        var staying = browser.Client.GetAsync(OnePlaylist);
        _broker.Clock.Advance(TimeSpan.FromSeconds(3));

        (await staying).StatusCode.ShouldBe(HttpStatusCode.OK);
        await ShouldHaveRefreshedAsync(1);
    }

    [Fact]
    public async Task A_sign_in_during_a_refresh_wins()
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify");
        _broker.Clock.Advance(PastTheHour);
        var refreshing = await DuringSlowRefreshAsync(() => browser.Client.GetAsync(OnePlaylist));

        using var again = await _broker.SignedInAsync("dora", "spotify");
        var signedIn = Generation();
        _broker.Clock.Advance(TimeSpan.FromSeconds(3));
        (await refreshing).StatusCode.ShouldBe(HttpStatusCode.OK);

        Generation().ShouldBe(signedIn);
        (await again.GetAsync(OnePlaylist)).GetProperty("complete").GetBoolean().ShouldBeTrue();
        await ShouldHaveRefreshedAsync(1);
    }

    [Fact]
    public async Task A_disconnect_during_a_refresh_wins()
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify");
        _broker.Clock.Advance(PastTheHour);
        var refreshing = await DuringSlowRefreshAsync(() => browser.Client.GetAsync(OnePlaylist));

        (await browser.SendAsync(HttpMethod.Delete, "/me/connections/spotify")).StatusCode
            .ShouldBe(HttpStatusCode.NoContent);
        _broker.Clock.Advance(TimeSpan.FromSeconds(3));

        (await refreshing).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        _broker.Database.Count("grants").ShouldBe(0);
    }

    [Fact]
    public async Task Two_users_refresh_concurrently()
    {
        using var alma = await _broker.SignedInAsync("alma", "spotify");
        using var dora = await _broker.SignedInAsync("dora", "spotify");
        _broker.Clock.Advance(PastTheHour);

        var answers = await Task.WhenAll(new[] { alma, dora }.SelectMany(browser =>
            Enumerable.Range(0, 20).Select(_ => browser.Client.GetAsync(OnePlaylist))));

        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        await ShouldHaveRefreshedAsync(2);
    }

    [Fact]
    public async Task A_rotated_token_survives_many_refreshes_and_a_restart()
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify");
        for (var hour = 0; hour < 5; hour++)
        {
            _broker.Clock.Advance(PastTheHour);
            await browser.GetAsync(OnePlaylist);
        }

        await _broker.RestartAsync();
        using var later = _broker.NewBrowser(browser);
        _broker.Clock.Advance(PastTheHour);

        (await later.GetAsync(OnePlaylist)).GetProperty("complete").GetBoolean().ShouldBeTrue();
        await ShouldHaveRefreshedAsync(6);
    }

    private long Generation() => (long)_broker.Database.Scalar("SELECT generation FROM grants")!;

    /// <summary>Starts an action, and waits until Spotify holds the response to its refresh back.</summary>
    private async Task<T> DuringSlowRefreshAsync<T>(Func<T> begin)
    {
        await _broker.PutAsync("faults", new
        {
            rotation = true,
            rules = new[] { new { kind = "slow", provider = "spotify", on = "token", delay_ms = 2000, times = 1 } },
        });
        var acquired = begin();
        await _broker.WaitForHeldResponseAsync();
        return acquired;
    }

    private async Task ShouldHaveRefreshedAsync(int times)
    {
        var spotify = (await _broker.StatsAsync()).Spotify;
        spotify.Refreshes.ShouldBe(times);
        spotify.Reuse.ShouldBe(0);
    }
}
