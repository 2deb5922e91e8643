using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Limits;

/// <summary>R10: how long a token endpoint is let alone, to the millisecond, and whose turn it is.</summary>
public sealed class TokenEndpointBreakerTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);
    private readonly Guid _grant = Guid.NewGuid();
    private readonly JumpingClock _clock = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly TokenEndpointBreaker _outages;

    public TokenEndpointBreakerTests() => _outages = new(_clock);

    [Fact]
    public void In_ordinary_times_nobody_waits()
    {
        for (var i = 0; i < 100; i++)
            Turn().ShouldBe((true, TimeSpan.Zero));
        for (var i = 0; i < 4; i++)
            Fail(_grant);

        Turn().ShouldBe((true, TimeSpan.Zero));
    }

    [Fact]
    public void Five_failures_of_several_close_it_to_all_but_one_every_half_minute()
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

        // One more failure of another grant is no new outage, whose half minute would begin again.
        _clock.Advance(TimeSpan.FromSeconds(10));
        Fail(Guid.NewGuid());
        Turn().ShouldBe((false, wait - TimeSpan.FromSeconds(10)));
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(5, false)]
    [InlineData(40, true)]
    public void T34_failures_of_one_grant_alone_hold_nobody_else(int grants, bool isConnection)
    {
        for (var i = 0; i < 200; i++)
        {
            _outages.RecordFailure("spotify", _grant, isConnection);
            _clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        for (var other = 1; other < grants; other++)
            Turn(Guid.NewGuid()).ShouldBe((true, TimeSpan.Zero));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(40)]
    public void R10_a_500_for_several_grants_closes_it(int grants)
    {
        var all = Enumerable.Range(0, grants).Select(_ => Guid.NewGuid()).ToArray();
        for (var i = 0; i < 6; i++)
            _outages.RecordFailure("spotify", all[i % grants], isConnection: false);

        all.Take(5).ShouldAllBe(grant => !Turn(grant).IsTurn);
    }

    [Fact]
    public void T34_a_grant_that_has_not_failed_tries_at_once_and_its_success_opens_it_to_all()
    {
        Fail();
        var healthy = Guid.NewGuid();

        Turn(healthy).ShouldBe((true, TimeSpan.Zero));
        Turn(Guid.NewGuid()).IsTurn.ShouldBeFalse("one at a time");
        _outages.RecordResponse("spotify");

        Turn(_grant).IsTurn.ShouldBeTrue();
    }

    [Fact]
    public void T34_probes_go_round_and_not_to_the_grant_that_asks_most()
    {
        var grants = Enumerable.Range(0, 5).Select(_ => Guid.NewGuid()).ToArray();
        Array.ForEach(grants, Fail);
        var probes = new List<Guid>();

        for (var second = 0; second < 300; second++)
        {
            // The first asks every second, the others every ten.
            foreach (var grant in grants.Where(grant => grant == grants[0] || second % 10 == 9))
            {
                if (!Turn(grant).IsTurn)
                    continue;
                probes.Add(grant);
                Fail(grant);
            }

            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        probes.Count.ShouldBeInRange(6, 10);
        probes.GroupBy(grant => grant).ShouldAllBe(one => one.Count() <= 3);
        probes.Distinct().Count().ShouldBe(5);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void F3_a_clock_that_is_set_changes_no_turn(int hours)
    {
        Fail();
        var (_, wait) = Turn();

        _clock.Jump(TimeSpan.FromHours(hours));

        Turn().ShouldBe((false, wait));
        _clock.Advance(wait);
        Turn().ShouldBe((true, TimeSpan.Zero));
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
            var outages = new TokenEndpointBreaker(_clock);
            foreach (var grant in new[] { _grant, _grant, _grant, Guid.NewGuid(), Guid.NewGuid() })
                outages.RecordFailure("spotify", grant, isConnection: true);
            outages.TryAcquire("spotify", _grant, out var wait);
            return wait;
        }).Distinct().Count().ShouldBeGreaterThan(10);
    }

    [Fact]
    public void Providers_have_nothing_to_do_with_each_other()
    {
        Fail();

        _outages.TryAcquire("deezer", _grant, out var wait).ShouldBeTrue();
        wait.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void After_an_outage_they_come_one_after_another_for_two_minutes()
    {
        Fail();
        _outages.RecordResponse("spotify");

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
        _outages.RecordResponse("spotify");
        Turn();
        _clock.Advance(TimeSpan.FromSeconds(10));

        Turn().ShouldBe((true, TimeSpan.Zero));
        Turn().ShouldBe((true, TimeSpan.FromMilliseconds(200)));
    }

    [Fact]
    public void An_answer_among_failures_begins_the_count_anew_and_is_no_recovery()
    {
        for (var i = 0; i < 4; i++)
            Fail(_grant);
        _outages.RecordResponse("spotify");
        Turn();
        Turn().ShouldBe((true, TimeSpan.Zero));
        for (var i = 0; i < 4; i++)
            Fail(_grant);

        Turn().ShouldBe((true, TimeSpan.Zero));
    }

    private (bool IsTurn, TimeSpan Wait) Turn() => Turn(_grant);

    private (bool IsTurn, TimeSpan Wait) Turn(Guid grant) =>
        (_outages.TryAcquire("spotify", grant, out var wait), wait);

    private void Fail() => Array.ForEach([_grant, _grant, _grant, Guid.NewGuid(), Guid.NewGuid()], Fail);

    private void Fail(Guid grant) => _outages.RecordFailure("spotify", grant, isConnection: true);
}
