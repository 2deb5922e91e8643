using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Storage;

/// <summary>The instants at which the status of a grant changes, to the millisecond.</summary>
public sealed class GrantStatusTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly TokenProtector _protector;
    private readonly GrantStatus _status;
    private readonly DateTimeOffset _begin;

    public GrantStatusTests()
    {
        var keys = new DerivedKeySet();
        using var master = MasterKey.Generate();
        keys.Load(Guid.NewGuid(), master);
        _protector = new TokenProtector(new FieldProtector(keys, NullLogger<FieldProtector>.Instance));
        _status = new GrantStatus([new StubTokenEndpoint("spotify", _clock)], _protector, _clock);
        _begin = _clock.GetUtcNow();
    }

    [Theory]
    [InlineData(60, 55)]
    [InlineData(25, 20)]
    [InlineData(20, 16)]
    [InlineData(10, 8)]
    public void A_token_is_fresh_until_five_minutes_or_a_fifth_of_its_lifetime_before_its_expiry(int life, int freshFor)
    {
        var grant = New(life: TimeSpan.FromMinutes(life));

        IsFreshAt(grant, TimeSpan.FromMinutes(freshFor) - Moment).ShouldBeTrue();
        IsFreshAt(grant, TimeSpan.FromMinutes(freshFor)).ShouldBeFalse();
    }

    [Fact]
    public void The_lifetime_of_a_token_begins_with_its_refresh()
    {
        var grant = New(life: TimeSpan.FromMinutes(70));
        grant.LastRefreshedAt = _begin.AddMinutes(60);

        // A lifetime of ten minutes has a margin of two.
        IsFreshAt(grant, TimeSpan.FromMinutes(68) - Moment).ShouldBeTrue();
        IsFreshAt(grant, TimeSpan.FromMinutes(68)).ShouldBeFalse();
    }

    [Fact]
    public void Without_a_refresh_token_the_access_token_serves_to_its_expiry_and_then_the_consent_has_expired()
    {
        var grant = New(life: TimeSpan.FromHours(1), refreshToken: false);

        IsFreshAt(grant, TimeSpan.FromHours(1) - Moment).ShouldBeTrue();
        _status.DecryptOrReason(grant, out _).ShouldBeNull();
        IsFreshAt(grant, TimeSpan.FromHours(1)).ShouldBeFalse();
        _status.DecryptOrReason(grant, out _).ShouldBe(ReauthorizationReason.ConsentExpired);
        _status.IsAccessTokenExpired(grant).ShouldBeTrue();
    }

    [Fact]
    public void With_a_refresh_token_an_expired_access_token_is_no_expired_consent()
    {
        var grant = New(life: TimeSpan.FromHours(1));
        _clock.Advance(TimeSpan.FromHours(1));

        _status.DecryptOrReason(grant, out _).ShouldBeNull();
        _status.IsAccessTokenExpired(grant).ShouldBeTrue();
    }

    [Fact]
    public void A_token_without_expiry_is_always_fresh()
    {
        var grant = New(life: null, refreshToken: false);
        _clock.Advance(TimeSpan.FromDays(3650));

        _status.DecryptOrReason(grant, out _).ShouldBeNull();
        _status.IsFresh(grant).ShouldBeTrue();
    }

    [Fact]
    public void The_broker_asks_for_a_new_consent_thirty_days_ahead()
    {
        var grant = New(life: TimeSpan.FromHours(1));

        _clock.Advance(StubTokenEndpoint.ConsentLifetime - TimeSpan.FromDays(30) - Moment);
        _status.ShouldReauthorizeSoon(grant).ShouldBeFalse();
        _status.DaysLeft(grant).ShouldBe(31);
        _clock.Advance(Moment);
        _status.ShouldReauthorizeSoon(grant).ShouldBeTrue();
        _status.DaysLeft(grant).ShouldBe(30);
    }

    [Fact]
    public void The_days_left_are_rounded_up_and_stay_zero_after_the_end()
    {
        var grant = New(life: TimeSpan.FromHours(1));

        _clock.Advance(StubTokenEndpoint.ConsentLifetime - Moment);
        _status.DaysLeft(grant).ShouldBe(1);
        _clock.Advance(Moment);
        _status.DaysLeft(grant).ShouldBe(0);
        _clock.Advance(TimeSpan.FromDays(100));
        _status.DaysLeft(grant).ShouldBe(0);
    }

    [Theory]
    [InlineData(false, ReauthorizationReason.Revoked)]
    [InlineData(true, ReauthorizationReason.LostInFlight)]
    public void A_refusal_after_the_end_of_the_consent_has_the_reason_expired(
        bool isIndeterminate, ReauthorizationReason before)
    {
        var grant = New(life: TimeSpan.FromHours(1));

        _clock.Advance(StubTokenEndpoint.ConsentLifetime - Moment);
        _status.ReasonForInvalidGrant(grant, isIndeterminate).ShouldBe(before);
        _clock.Advance(Moment);
        _status.ReasonForInvalidGrant(grant, isIndeterminate).ShouldBe(ReauthorizationReason.ConsentExpired);
    }

    [Fact]
    public void An_invalid_grant_is_due_for_its_retry_at_the_scheduled_time()
    {
        var grant = New(life: TimeSpan.FromHours(1));
        grant.State = GrantState.ReauthorizationRequired;
        grant.RetryAt = _begin.AddMinutes(15);
        var request = new RefreshRequest(RefreshReason.InvalidGrantRetry, grant.Generation);

        _clock.Advance(TimeSpan.FromMinutes(15) - Moment);
        _status.DecryptIfDue(grant, request, isIndeterminate: false).ShouldBeNull();
        _clock.Advance(Moment);
        _status.DecryptIfDue(grant, request, isIndeterminate: false).ShouldNotBeNull();
    }

    [Fact]
    public void A_background_refresh_is_due_one_to_two_margins_before_the_expiry()
    {
        for (var i = 0; i < 200; i++)
        {
            var grant = New(life: TimeSpan.FromHours(1));

            GrantStatus.BackgroundRefreshAt(grant)!.Value.ShouldBeInRange(_begin.AddMinutes(50), _begin.AddMinutes(55));
        }

        GrantStatus.BackgroundRefreshAt(New(life: TimeSpan.FromHours(1), refreshToken: false)).ShouldBeNull();
        GrantStatus.BackgroundRefreshAt(New(life: null)).ShouldBeNull();
    }

    private bool IsFreshAt(Grant grant, TimeSpan age)
    {
        _clock.SetUtcNow(_begin + age);
        return _status.IsFresh(grant);
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
        _protector.Protect(grant, new AccessToken("a"), refreshToken ? new RefreshToken("r") : null);
        return grant;
    }
}
