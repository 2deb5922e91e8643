using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Upstream.RateLimits;

/// <summary>T33: the sign-in of a stranger gets a 429 with a wait of hours.</summary>
public abstract class CodeExchangeRateLimitTests(DatabaseKind storage) : SignedInTest(storage, "spotify")
{
    private const string OnePlaylist = "/me/playlists?provider=spotify&limit=1";

    [Fact]
    public async Task T33_a_429_for_a_strangers_sign_in_blocks_no_other_user_even_after_a_restart()
    {
        Broker.Clock.Advance(TimeSpan.FromMinutes(61));
        await StrangerIsLimitedAsync();

        await ShouldRefreshAsync(Dora);
        (await Broker.Services.GetRequiredService<AppTokens>().GetAsync("spotify", CancellationToken.None))
            .ShouldNotBeNull();

        await Broker.RestartAsync();
        Broker.Clock.Advance(TimeSpan.FromMinutes(61));
        await ShouldRefreshAsync(SameBrowserAt(Broker));
        await StrangerIsHeldBackAsync(Broker);
    }

    [Fact]
    public async Task T33_the_block_holds_back_code_exchanges_until_its_end()
    {
        await StrangerIsLimitedAsync();
        await StrangerIsHeldBackAsync(Broker);
        Broker.Clock.Advance(TimeSpan.FromSeconds(10_000));

        using var stranger = Broker.NewBrowser();
        (await stranger.TrySignInAsync("spotify", "person=alma")).ShouldBe("/");
    }

    protected Browser SameBrowserAt(Broker at) => at.NewBrowser(Dora);

    protected async Task StrangerIsLimitedAsync()
    {
        await Broker.FaultAsync(new
        {
            kind = "rate_limited",
            provider = "spotify",
            on = "token",
            grant = "authorization_code",
            retry_after = 10_000,
            times = 1,
        });
        using var stranger = Broker.NewBrowser();
        (await stranger.TrySignInAsync("spotify", "person=alma")).ShouldContain("provider_rate_limited");
    }

    protected async Task StrangerIsHeldBackAsync(Broker at)
    {
        var requests = (await Broker.StatsAsync()).Spotify.TokenRequests;
        using var stranger = at.NewBrowser();
        (await stranger.TrySignInAsync("spotify", "person=alma")).ShouldContain("provider_rate_limited");
        (await Broker.StatsAsync()).Spotify.TokenRequests.ShouldBe(requests);
    }

    protected async Task ShouldRefreshAsync(Browser browser)
    {
        var before = (await Broker.StatsAsync()).Spotify.Refreshes;
        (await browser.GetAsync(OnePlaylist)).GetProperty("complete").GetBoolean().ShouldBeTrue();
        (await Broker.StatsAsync()).Spotify.Refreshes.ShouldBe(before + 1);
    }
}
