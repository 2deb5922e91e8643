using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.AccessTokens;

/// <summary>Cached access tokens do not stay in memory.</summary>
public sealed class CachedAccessTokenTests() : SignedInTest("spotify")
{
    [Fact]
    public async Task Expired_tokens_are_removed_without_a_call()
    {
        var tokens = Broker.Services.GetRequiredService<AccessTokenCache>();
        await Dora.GetAsync("/spotify/v1/me");
        tokens.Count.ShouldBe(1);

        Broker.Clock.Advance(AccessTokenCache.Lifetime);

        tokens.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Cached_tokens_are_removed_with_their_connection()
    {
        var tokens = Broker.Services.GetRequiredService<AccessTokenCache>();
        await Dora.GetAsync("/spotify/v1/me");

        using var disconnect = await Dora.SendAsync(HttpMethod.Delete, "/me/connections/spotify");

        tokens.Count.ShouldBe(0);
    }
}
