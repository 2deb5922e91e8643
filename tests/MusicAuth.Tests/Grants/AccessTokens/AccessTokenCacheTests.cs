using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.AccessTokens;

/// <summary>The lifetime of access tokens in the cache, to the millisecond.</summary>
public sealed class AccessTokenCacheTests : IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);
    private static readonly Guid Anna = Guid.NewGuid();
    private static readonly Guid Berta = Guid.NewGuid();

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly AccessTokenCache _tokens;

    public AccessTokenCacheTests() => _tokens = new AccessTokenCache(_clock);

    public void Dispose() => _tokens.Dispose();

    [Fact]
    public void A_token_is_cached_for_five_seconds()
    {
        Add(Anna, "spotify");

        _clock.Advance(AccessTokenCache.Lifetime - Moment);
        _tokens.Find(Anna, "spotify").ShouldNotBeNull();
        _clock.Advance(Moment);
        _tokens.Find(Anna, "spotify").ShouldBeNull();
    }

    [Fact]
    public void A_token_is_not_cached_beyond_its_freshness()
    {
        Add(Anna, "spotify", life: TimeSpan.FromSeconds(2));

        _clock.Advance(TimeSpan.FromSeconds(2) - Moment);
        _tokens.Find(Anna, "spotify").ShouldNotBeNull();
        _clock.Advance(Moment);
        _tokens.Find(Anna, "spotify").ShouldBeNull();
    }

    [Fact]
    public void A_token_read_before_a_change_is_not_cached_after_it()
    {
        var version = _tokens.Version;
        _tokens.Remove(Berta, "deezer");
        Add(Anna, "spotify", version: version);
        _tokens.Find(Anna, "spotify").ShouldBeNull();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("spotify")]
    public async Task A_token_read_before_its_connection_changed_is_not_cached_after_it(string? provider)
    {
        var version = _tokens.Version;
        await _tokens.ConnectionChangedAsync(Anna, provider, CancellationToken.None);
        Add(Anna, "spotify", version: version);
        _tokens.Find(Anna, "spotify").ShouldBeNull();
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("spotify", true)]
    public async Task A_change_removes_only_the_tokens_of_its_connection(string? provider, bool othersStay)
    {
        Add(Anna, "spotify");
        Add(Anna, "deezer");
        Add(Berta, "spotify");

        await _tokens.ConnectionChangedAsync(Anna, provider, CancellationToken.None);

        _tokens.Find(Anna, "spotify").ShouldBeNull();
        (_tokens.Find(Anna, "deezer") is not null).ShouldBe(othersStay);
        _tokens.Find(Berta, "spotify").ShouldNotBeNull();
    }

    [Fact]
    public void The_cache_holds_ten_thousand_tokens_and_is_then_cleared()
    {
        for (var i = 0; i < 10_000; i++)
            Add(Guid.NewGuid(), "spotify");
        _tokens.Count.ShouldBe(10_000);

        Add(Anna, "spotify");

        _tokens.Count.ShouldBe(1);
        _tokens.Find(Anna, "spotify").ShouldNotBeNull();
    }

    [Fact]
    public void Only_expired_tokens_are_removed_without_a_call()
    {
        Add(Anna, "spotify");
        _clock.Advance(TimeSpan.FromSeconds(2));
        Add(Berta, "spotify");

        _clock.Advance(AccessTokenCache.Lifetime - TimeSpan.FromSeconds(2));

        _tokens.Count.ShouldBe(1);
        _tokens.Find(Berta, "spotify").ShouldNotBeNull();
    }

    [Fact]
    public void Tokens_that_come_after_a_removal_are_removed_without_a_call_too()
    {
        for (var i = 0; i < 2; i++)
        {
            Add(Anna, "spotify");
            _clock.Advance(AccessTokenCache.Lifetime);
            _tokens.Count.ShouldBe(0);
        }
    }

    private void Add(Guid user, string provider, TimeSpan? life = null, long? version = null)
    {
        var grant = new Grant
        {
            UserId = user,
            Provider = provider,
            ClientId = "app",
            AccountId = "anna",
            Scopes = [],
            EncryptedAccessToken = [],
            AccessExpiresAt = _clock.GetUtcNow() + (life ?? TimeSpan.FromHours(1)),
        };
        _tokens.Add(grant, new TokenResult.Fresh(new AccessToken("an-access-token"), 1), version ?? _tokens.Version);
    }
}
