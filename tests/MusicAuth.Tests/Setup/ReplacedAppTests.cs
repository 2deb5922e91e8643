using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;
using static MusicAuth.Tests.Setup.SetupTest;

namespace MusicAuth.Tests.Setup;

/// <summary>A late response about an app that the owner has replaced says nothing about the app in use.</summary>
public sealed class ReplacedAppTests : IAsyncLifetime
{
    private const string NewSecret = "another-secret";

    private Broker _broker = null!;

    private AppHealth Health => _broker.Services.GetRequiredService<AppHealth>();

    public async ValueTask InitializeAsync() => _broker = await StartAsync();

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task A_late_refusal_by_a_repeated_check_is_not_reported_of_the_app_in_use()
    {
        using var browser = _broker.NewBrowser();
        await SetAsync(browser, SpotifyPath, SpotifyId, SpotifySecret);
        var replaced = (await _broker.Services.GetRequiredService<ProviderAppSync>()
            .ListAsync(TestContext.Current.CancellationToken)).Single();
        await SetSpotifyAppsAsync(_broker, NewSecret);
        await SetAsync(browser, SpotifyPath, SpotifyId, NewSecret);

        // The repeated check began before, and ends now.
        await using var scope = _broker.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ProviderSetup>()
            .CheckAgainAsync(replaced, TestContext.Current.CancellationToken);

        (await ItemAsync(browser, "spotify")).GetProperty("check").GetString().ShouldBe("ok");
        Health.GetReason("spotify", ProviderEndpoint.Token).ShouldBeNull();
    }

    [Fact]
    public async Task A_late_refusal_of_a_refresh_is_not_reported_of_the_app_in_use()
    {
        using var dora = await OwnerAsync(_broker);
        await SetSpotifyAppsAsync(_broker, NewSecret);
        await _broker.FaultAsync(new { kind = "slow", provider = "spotify", on = "token", delay_ms = 2000, times = 1 });
        // The token is due for a refresh, and the sign-in is still recent.
        _broker.Clock.Advance(TimeSpan.FromMinutes(57));
        var reading = dora.Client.GetAsync("/me/playlists?limit=1&provider=spotify");
        await _broker.WaitForHeldResponseAsync();

        await SetAsync(dora, SpotifyPath, SpotifyId, NewSecret);
        _broker.Clock.Advance(TimeSpan.FromSeconds(3));
        using var answer = await reading;

        (await ItemAsync(dora, "spotify")).GetProperty("check").GetString().ShouldBe("ok");
        (await dora.TodoCodesAsync()).ShouldBeEmpty();
        Health.GetReason("spotify", ProviderEndpoint.Token).ShouldBeNull();
    }
}
