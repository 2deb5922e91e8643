using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Passthrough.Requests;

/// <summary>Each request reaches the address that it names, also if the cache of addresses is full.</summary>
public sealed class RequestTargetTests : IAsyncLifetime
{
    // More addresses than the cache holds.
    private const int Many = 1_100;

    private HostileProvider _provider = null!;
    private Broker _broker = null!;
    private Browser _browser = null!;
    private HttpClient _app = null!;

    public async ValueTask InitializeAsync()
    {
        _provider = await HostileProvider.StartAsync();
        _broker = await _provider.StartBrokerAsync(cacheSeconds: 0);
        _browser = _broker.NewBrowser();
        (await HostileProvider.TrySignInAsync(_browser, "spotify", "seven")).ShouldBe("/");
        _app = _browser.NewApp(await _browser.NewKeyAsync(["spotify:read"]));
        _provider.Api = context => HostileResponses.Json(
            context, $"\"{context.Request.Path}{context.Request.QueryString}\"");
    }

    public async ValueTask DisposeAsync()
    {
        _app.Dispose();
        _browser.Dispose();
        await _broker.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task More_targets_than_the_cache_holds_reach_their_own_address()
    {
        for (var i = 0; i < Many; i++)
            await ShouldReachAsync($"/tracks/{i}?market={i}");
        for (var i = 0; i < 3; i++)
            await ShouldReachAsync($"/tracks/{i}?market={i}");
    }

    [Fact]
    public async Task Long_targets_and_targets_that_differ_in_their_query_reach_their_own_address()
    {
        var ids = string.Join(',', Enumerable.Repeat("4uLU6hMCjMI75M1A2tKUQC", 50));
        for (var i = 0; i < 2; i++)
        {
            await ShouldReachAsync("/tracks");
            await ShouldReachAsync($"/tracks?ids={ids}");
            await ShouldReachAsync("/tracks?ids=a%2Cb");
            await ShouldReachAsync("/tracks?ids=a,b");
        }
    }

    private async Task ShouldReachAsync(string path) =>
        (await _app.GetStringAsync($"/spotify/v1{path}")).ShouldEndWith($"{path}\"");
}
