using Microsoft.Extensions.Time.Testing;
using MusicAuth.Grants;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants;

/// <summary>R10: how long a grant and a provider are let alone, to the millisecond.</summary>
public sealed class RefreshTurnTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly ProviderOutages _outages;
    private readonly RefreshPauses _pauses;

    public RefreshTurnTests() => (_outages, _pauses) = (new(_clock), new(_clock));

    [Fact]
    public void Pauses_double_from_two_seconds_to_half_a_minute()
    {
        var grant = NewGrant();

        Enumerable.Range(0, 7).Select(_ => _pauses.Lengthen(grant).TotalSeconds)
            .ShouldBe([2, 4, 8, 16, 30, 30, 30]);
        _pauses.Of(grant).ShouldBe(new TokenResult.Unavailable(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void A_pause_lasts_as_long_as_it_says()
    {
        var grant = NewGrant();
        _pauses.Of(grant).ShouldBeNull();
        _pauses.Lengthen(grant);

        _clock.Advance(TimeSpan.FromSeconds(2) - Moment);
        _pauses.Of(grant).ShouldBe(new TokenResult.Unavailable(Moment));
        _clock.Advance(Moment);
        _pauses.Of(grant).ShouldBeNull();
        _pauses.Lengthen(grant).ShouldBe(TimeSpan.FromSeconds(4), "it is remembered how long it was");
    }

    [Fact]
    public void A_new_token_set_knows_nothing_of_the_old_ones_pause()
    {
        var grant = NewGrant();
        _pauses.Lengthen(grant);
        grant.Generation++;

        _pauses.Of(grant).ShouldBeNull();
    }

    [Fact]
    public void What_was_asked_for_is_kept_and_lengthens_nothing()
    {
        var grant = NewGrant();
        _pauses.Lengthen(grant);
        _pauses.Lengthen(grant);

        _pauses.Until(grant, _clock.GetUtcNow().AddMinutes(5), rest => new TokenResult.RateLimited(rest));

        _clock.Advance(TimeSpan.FromMinutes(4));
        _pauses.Of(grant).ShouldBe(new TokenResult.RateLimited(TimeSpan.FromMinutes(1)));
        _pauses.Lengthen(grant).ShouldBe(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void An_answer_ends_a_pause()
    {
        var grant = NewGrant();
        _pauses.Lengthen(grant);

        _pauses.End(grant.Id);

        _pauses.Of(grant).ShouldBeNull();
        _pauses.Lengthen(grant).ShouldBe(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void In_ordinary_times_nobody_waits()
    {
        for (var i = 0; i < 100; i++)
            Turn().ShouldBe((true, TimeSpan.Zero));
        for (var i = 0; i < 4; i++)
            _outages.Failed("spotify");

        Turn().ShouldBe((true, TimeSpan.Zero));
    }

    [Fact]
    public void The_fifth_failure_in_a_row_closes_it_to_all_but_one_every_half_minute()
    {
        Fail();

        var (isTurn, wait) = Turn();
        isTurn.ShouldBeFalse();
        wait.ShouldBeInRange(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(33));
        _clock.Advance(wait - Moment);
        Turn().ShouldBe((false, Moment));
        _clock.Advance(Moment);
        Turn().ShouldBe((true, TimeSpan.Zero));
        (isTurn, wait) = Turn();
        isTurn.ShouldBeFalse();
        wait.ShouldBeInRange(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(33));

        // One more failure is no new outage, whose half minute would begin again.
        _clock.Advance(TimeSpan.FromSeconds(10));
        _outages.Failed("spotify");
        Turn().ShouldBe((false, wait - TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void A_probe_long_overdue_waits_for_nothing()
    {
        Fail();
        _clock.Advance(TimeSpan.FromHours(1));

        Turn().ShouldBe((true, TimeSpan.Zero));
    }

    [Fact]
    public void Replicas_do_not_ask_in_step()
    {
        Enumerable.Range(0, 20).Select(_ =>
        {
            var outages = new ProviderOutages(_clock);
            for (var i = 0; i < 5; i++)
                outages.Failed("spotify");
            outages.TryTakeTurn("spotify", out var wait);
            return wait;
        }).Distinct().Count().ShouldBeGreaterThan(10);
    }

    [Fact]
    public void Providers_have_nothing_to_do_with_each_other()
    {
        Fail();

        _outages.TryTakeTurn("deezer", out var wait).ShouldBeTrue();
        wait.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void After_an_outage_they_come_one_after_another_for_two_minutes()
    {
        Fail();
        _outages.Answered("spotify");

        Enumerable.Range(0, 4).Select(_ => Turn()).ShouldBe(
            Enumerable.Range(0, 4).Select(n => (true, TimeSpan.FromMilliseconds(200 * n))));
        for (var i = 4; i <= 40; i++)
            Turn().ShouldBe((true, TimeSpan.FromMilliseconds(200 * i)));
        Turn().ShouldBe((false, TimeSpan.FromMilliseconds(8200)), "that would be too long");
        Turn().ShouldBe((false, TimeSpan.FromMilliseconds(8200)), "who does not wait takes no turn");

        _clock.Advance(TimeSpan.FromMinutes(2) - Moment);
        Turn();
        Turn().ShouldBe((true, TimeSpan.FromMilliseconds(200)));
        _clock.Advance(Moment);
        Turn().ShouldBe((true, TimeSpan.Zero));
        Turn().ShouldBe((true, TimeSpan.Zero));
    }

    [Fact]
    public void Turns_that_nobody_took_are_not_waited_for()
    {
        Fail();
        _outages.Answered("spotify");
        Turn();
        _clock.Advance(TimeSpan.FromSeconds(10));

        Turn().ShouldBe((true, TimeSpan.Zero));
        Turn().ShouldBe((true, TimeSpan.FromMilliseconds(200)));
    }

    [Fact]
    public void An_answer_among_failures_begins_the_count_anew_and_is_no_recovery()
    {
        for (var i = 0; i < 4; i++)
            _outages.Failed("spotify");
        _outages.Answered("spotify");
        Turn();
        Turn().ShouldBe((true, TimeSpan.Zero));
        for (var i = 0; i < 4; i++)
            _outages.Failed("spotify");

        Turn().ShouldBe((true, TimeSpan.Zero));
    }

    private (bool IsTurn, TimeSpan Wait) Turn() => (_outages.TryTakeTurn("spotify", out var wait), wait);

    private void Fail()
    {
        for (var i = 0; i < 5; i++)
            _outages.Failed("spotify");
    }

    private static Grant NewGrant() => new()
    {
        Id = Guid.NewGuid(),
        Provider = "spotify",
        ClientId = "app",
        AccountId = "dora",
        Scopes = [],
        Generation = 1,
        SealedAccessToken = [],
    };
}
