using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Storage;

/// <summary>The instants at which a grant's worth changes, to the millisecond (DESIGN section 7).</summary>
public sealed class GrantStatusTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly TokenProtector _vault;
    private readonly GrantStatus _health;
    private readonly DateTimeOffset _begin;

    public GrantStatusTests()
    {
        var keys = new DerivedKeySet();
        using var master = MasterKey.Generate();
        keys.Load(Guid.NewGuid(), master);
        _vault = new TokenProtector(new FieldProtector(keys, NullLogger<FieldProtector>.Instance));
        _health = new GrantStatus([new StubTokenEndpoint("spotify", _clock)], _vault, _clock);
        _begin = _clock.GetUtcNow();
    }

    [Theory]
    [InlineData(60, 55)]
    [InlineData(25, 20)]
    [InlineData(20, 16)]
    [InlineData(10, 8)]
    public void A_token_is_fresh_until_five_minutes_or_a_fifth_of_its_life_before_its_end(int life, int freshFor)
    {
        var grant = New(life: TimeSpan.FromMinutes(life));

        IsFreshAt(grant, TimeSpan.FromMinutes(freshFor) - Moment).ShouldBeTrue();
        IsFreshAt(grant, TimeSpan.FromMinutes(freshFor)).ShouldBeFalse();
    }

    [Fact]
    public void The_life_of_a_token_begins_with_the_refresh_that_brought_it()
    {
        var grant = New(life: TimeSpan.FromMinutes(70));
        grant.LastRefreshedAt = _begin.AddMinutes(60);

        // Ten minutes of life, of which two are its margin.
        IsFreshAt(grant, TimeSpan.FromMinutes(68) - Moment).ShouldBeTrue();
        IsFreshAt(grant, TimeSpan.FromMinutes(68)).ShouldBeFalse();
    }

    [Fact]
    public void Without_a_refresh_token_the_token_serves_to_its_very_end_and_then_the_consent_has_expired()
    {
        var grant = New(life: TimeSpan.FromHours(1), refreshToken: false);

        IsFreshAt(grant, TimeSpan.FromHours(1) - Moment).ShouldBeTrue();
        _health.DecryptOrReason(grant, out _).ShouldBeNull();
        IsFreshAt(grant, TimeSpan.FromHours(1)).ShouldBeFalse();
        _health.DecryptOrReason(grant, out _).ShouldBe(ReauthorizationReason.ConsentExpired);
        _health.IsAccessTokenExpired(grant).ShouldBeTrue();
    }

    [Fact]
    public void With_a_refresh_token_an_ended_token_is_no_ended_consent()
    {
        var grant = New(life: TimeSpan.FromHours(1));
        _clock.Advance(TimeSpan.FromHours(1));

        _health.DecryptOrReason(grant, out _).ShouldBeNull();
        _health.IsAccessTokenExpired(grant).ShouldBeTrue();
    }

    [Fact]
    public void A_token_without_an_end_is_fresh_for_ever()
    {
        var grant = New(life: null, refreshToken: false);
        _clock.Advance(TimeSpan.FromDays(3650));

        _health.DecryptOrReason(grant, out _).ShouldBeNull();
        _health.IsFresh(grant).ShouldBeTrue();
    }

    [Fact]
    public void A_new_consent_is_asked_for_thirty_days_ahead()
    {
        var grant = New(life: TimeSpan.FromHours(1));

        _clock.Advance(StubTokenEndpoint.ConsentLifetime - TimeSpan.FromDays(30) - Moment);
        _health.ShouldReauthorizeSoon(grant).ShouldBeFalse();
        _clock.Advance(Moment);
        _health.ShouldReauthorizeSoon(grant).ShouldBeTrue();
    }

    [Theory]
    [InlineData(false, ReauthorizationReason.Revoked)]
    [InlineData(true, ReauthorizationReason.LostInFlight)]
    public void A_refusal_is_called_expired_from_the_end_of_the_consent_on(bool inDoubt, ReauthorizationReason before)
    {
        var grant = New(life: TimeSpan.FromHours(1));

        _clock.Advance(StubTokenEndpoint.ConsentLifetime - Moment);
        _health.ReasonForInvalidGrant(grant, inDoubt).ShouldBe(before);
        _clock.Advance(Moment);
        _health.ReasonForInvalidGrant(grant, inDoubt).ShouldBe(ReauthorizationReason.ConsentExpired);
    }

    [Fact]
    public void A_dead_grant_is_tried_once_more_at_its_time_and_not_before()
    {
        var grant = New(life: TimeSpan.FromHours(1));
        grant.State = GrantState.ReauthorizationRequired;
        grant.RetryAt = _begin.AddMinutes(15);
        var request = new RefreshRequest(RefreshReason.InvalidGrantRetry, grant.Generation);

        _clock.Advance(TimeSpan.FromMinutes(15) - Moment);
        _health.DecryptIfDue(grant, request, isIndeterminate: false).ShouldBeNull();
        _clock.Advance(Moment);
        _health.DecryptIfDue(grant, request, isIndeterminate: false).ShouldNotBeNull();
    }

    [Fact]
    public void A_renewal_unasked_lies_one_to_two_margins_before_the_end()
    {
        for (var i = 0; i < 200; i++)
        {
            var grant = New(life: TimeSpan.FromHours(1));

            _health.BackgroundRefreshAt(grant)!.Value.ShouldBeInRange(_begin.AddMinutes(50), _begin.AddMinutes(55));
        }

        _health.BackgroundRefreshAt(New(life: TimeSpan.FromHours(1), refreshToken: false)).ShouldBeNull();
        _health.BackgroundRefreshAt(New(life: null)).ShouldBeNull();
    }

    private bool IsFreshAt(Grant grant, TimeSpan age)
    {
        _clock.SetUtcNow(_begin + age);
        return _health.IsFresh(grant);
    }

    private Grant New(TimeSpan? life, bool refreshToken = true)
    {
        var grant = new Grant
        {
            Id = Guid.NewGuid(),
            UserId = Guid.NewGuid(),
            Provider = "spotify",
            ClientId = "app",
            AccountId = "dora",
            Scopes = [],
            Generation = 1,
            AuthorizedAt = _begin,
            AccessExpiresAt = _begin + life,
            EncryptedAccessToken = [],
        };
        _vault.Protect(grant, new AccessToken("a"), refreshToken ? new RefreshToken("r") : null);
        return grant;
    }
}
