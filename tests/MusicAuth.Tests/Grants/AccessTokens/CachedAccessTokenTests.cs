using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.AccessTokens;

/// <summary>Access tokens that lie in memory for a moment lie there for no longer.</summary>
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
    public async Task They_are_swept_out_though_nobody_asks_for_them_any_more()
    {
        var tokens = _broker.Services.GetRequiredService<AccessTokenCache>();
        await _dora.GetAsync("/spotify/v1/me");
        tokens.Count.ShouldBe(1);

        _broker.Clock.Advance(AccessTokenCache.Lifetime);

        tokens.Count.ShouldBe(0);
    }

    [Fact]
    public async Task They_go_at_once_with_their_connection()
    {
        var tokens = _broker.Services.GetRequiredService<AccessTokenCache>();
        await _dora.GetAsync("/spotify/v1/me");

        using var gone = await _dora.SendAsync(HttpMethod.Delete, "/me/connections/spotify");

        tokens.Count.ShouldBe(0);
    }
}
