using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Limits;

/// <summary>R10: the length of back-offs, to the millisecond.</summary>
public sealed class RefreshBackoffTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);
    private readonly JumpingClock _clock = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly RefreshBackoffs _backoffs;

    public RefreshBackoffTests() => _backoffs = new(_clock);

    [Fact]
    public void Back_offs_double_from_two_seconds_to_half_a_minute()
    {
        var grant = NewGrant();

        Enumerable.Range(0, 7).Select(_ => _backoffs.Extend(grant).TotalSeconds)
            .ShouldBe([2, 4, 8, 16, 30, 30, 30]);
        _backoffs.Find(grant).ShouldBe(new TokenResult.Unavailable(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void A_back_off_lasts_exactly_its_length()
    {
        var grant = NewGrant();
        _backoffs.Find(grant).ShouldBeNull();
        _backoffs.Extend(grant);

        _clock.Advance(TimeSpan.FromSeconds(2) - Moment);
        _backoffs.Find(grant).ShouldBe(new TokenResult.Unavailable(Moment));
        _clock.Advance(Moment);
        _backoffs.Find(grant).ShouldBeNull();
        _backoffs.Extend(grant).ShouldBe(TimeSpan.FromSeconds(4), "the next back-off is twice as long");
    }

    [Fact]
    public void A_new_token_set_has_no_back_off()
    {
        var grant = NewGrant();
        _backoffs.Extend(grant);
        grant.Generation++;

        _backoffs.Find(grant).ShouldBeNull();
    }

    [Fact]
    public void A_requested_wait_lasts_as_long_as_requested_and_does_not_extend_the_back_off()
    {
        var grant = NewGrant();
        _backoffs.Extend(grant);
        _backoffs.Extend(grant);

        _backoffs.Set(grant, TimeSpan.FromMinutes(5), rest => new TokenResult.RateLimited(rest));

        _clock.Advance(TimeSpan.FromMinutes(4));
        _backoffs.Find(grant).ShouldBe(new TokenResult.RateLimited(TimeSpan.FromMinutes(1)));
        _backoffs.Extend(grant).ShouldBe(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void A_response_ends_a_back_off()
    {
        var grant = NewGrant();
        _backoffs.Extend(grant);

        _backoffs.Clear(grant.Id);

        _backoffs.Find(grant).ShouldBeNull();
        _backoffs.Extend(grant).ShouldBe(TimeSpan.FromSeconds(2));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void A_changed_clock_changes_no_back_off(int hours)
    {
        var grant = NewGrant();
        _backoffs.Extend(grant);

        _clock.Jump(TimeSpan.FromHours(hours));

        _backoffs.Find(grant).ShouldBe(new TokenResult.Unavailable(TimeSpan.FromSeconds(2)));
        _clock.Advance(TimeSpan.FromSeconds(2));
        _backoffs.Find(grant).ShouldBeNull();
    }

    private static Grant NewGrant() => new()
    {
        Id = Guid.NewGuid(),
        Provider = "spotify",
        ClientId = "app",
        AccountId = "dora",
        Scopes = [],
        Generation = 1,
        EncryptedAccessToken = [],
    };
}
