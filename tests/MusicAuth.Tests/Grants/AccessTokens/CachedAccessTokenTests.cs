using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.AccessTokens;

/// <summary>Cached access tokens do not stay in memory.</summary>
public sealed class CachedAccessTokenTests : IAsyncLifetime
{
    private Broker _broker = null!;
    private Browser _dora = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = await Broker.StartAsync();
        _dora = await _broker.SignedInAsync("dora", "spotify");
    }

    public async ValueTask DisposeAsync()
    {
        _dora.Dispose();
        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task Expired_tokens_are_removed_without_a_call()
    {
        var tokens = _broker.Services.GetRequiredService<AccessTokenCache>();
        await _dora.GetAsync("/spotify/v1/me");
        tokens.Count.ShouldBe(1);

        _broker.Clock.Advance(AccessTokenCache.Lifetime);

        tokens.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Cached_tokens_are_removed_with_their_connection()
    {
        var tokens = _broker.Services.GetRequiredService<AccessTokenCache>();
        await _dora.GetAsync("/spotify/v1/me");

        using var disconnect = await _dora.SendAsync(HttpMethod.Delete, "/me/connections/spotify");

        tokens.Count.ShouldBe(0);
    }
}
