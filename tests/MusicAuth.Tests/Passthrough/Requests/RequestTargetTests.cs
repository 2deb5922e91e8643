using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Passthrough.Requests;

/// <summary>Each request reaches the address that it names, also if the cache of addresses is full.</summary>
public sealed class RequestTargetTests : HostilePassthroughTest
{
    // More addresses than the cache holds.
    private const int Many = 1_100;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Provider.Api = context => HostileResponses.Json(
            context, $"\"{context.Request.Path}{context.Request.QueryString}\"");
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
        (await App.GetStringAsync($"/spotify/v1{path}")).ShouldEndWith($"{path}\"");
}
