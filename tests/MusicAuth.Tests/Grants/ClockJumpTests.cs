using MusicAuth.Sandbox;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants;

/// <summary>R19: a clock that jumps costs a refresh at most, and never a grant.</summary>
public sealed class ClockJumpTests : IAsyncLifetime
{
    private const string OnePlaylist = "/me/playlists?limit=1";
    private readonly SandboxTime _sandboxTime = new();
    private Broker _broker = null!;

    // The sandbox has its own clock in this test.
    public async ValueTask InitializeAsync() => _broker = await Broker.StartAsync(
        sandbox: _ => new SandboxOptions { TimeProvider = _sandboxTime, DeezerQuota = false, Rotation = true });

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Theory]
    [InlineData(60)]
    [InlineData(-60)]
    [InlineData(24 * 60)]
    [InlineData(-24 * 60)]
    public async Task A_clock_that_jumps_and_returns_causes_no_refresh_storm_and_no_loss(int minutes)
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify");
        var start = _broker.Clock.GetUtcNow();

        _broker.Clock.AdjustTime(start.AddMinutes(minutes));
        using var jumped = await SignedInAfterJumpAsync(browser);
        await AskAsync(jumped);
        _broker.Clock.AdjustTime(start.AddSeconds(10));
        using var back = await SignedInAfterJumpAsync(jumped);
        await AskAsync(back);

        var spotify = (await _broker.StatsAsync()).Spotify;
        spotify.Refreshes.ShouldBeLessThanOrEqualTo(2);
        spotify.Reuse.ShouldBe(0);
        (await back.GetAsync("/me/connections")).GetProperty("items")[0].GetProperty("state").GetString()
            .ShouldBe("active");
    }

    [Fact]
    public async Task A_clock_set_back_during_an_exchange_takes_no_lease_away_and_the_tokens_are_stored()
    {
        using var browser = await _broker.SignedInAsync("dora", "spotify");
        _broker.Clock.Advance(TimeSpan.FromMinutes(61));
        _sandboxTime.Advance(TimeSpan.FromMinutes(61));
        await _broker.PutAsync("faults", new
        {
            rotation = true,
            rules = new[] { new { kind = "slow", provider = "spotify", on = "token", delay_ms = 500, times = 1 } },
        });
        var calls = Enumerable.Range(0, 5).Select(_ => browser.Client.GetAsync(OnePlaylist)).ToList();
        await _broker.WaitForHeldResponseAsync();

        _broker.Clock.AdjustTime(_broker.Clock.GetUtcNow().AddHours(-1));
        _sandboxTime.Advance(TimeSpan.FromSeconds(1));

        foreach (var call in calls)
            (await call).EnsureSuccessStatusCode();
        await AskAsync(browser);
        var spotify = (await _broker.StatsAsync()).Spotify;
        (spotify.Refreshes, spotify.Reuse).ShouldBe((1, 0));
    }

    // The jump can have ended the session.
    private async Task<Browser> SignedInAfterJumpAsync(Browser before)
    {
        using var answer = await before.Client.GetAsync("/me");
        return answer.IsSuccessStatusCode ? _broker.NewBrowser(before) : await _broker.SignedInAsync("dora", "spotify");
    }

    private static async Task AskAsync(Browser browser)
    {
        for (var call = 0; call < 5; call++)
            (await browser.GetAsync(OnePlaylist)).GetProperty("complete").GetBoolean().ShouldBeTrue();
    }

    private sealed class SandboxTime() : Microsoft.Extensions.Time.Testing.FakeTimeProvider(System.GetUtcNow());
}
