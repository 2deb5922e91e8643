using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Limits;

/// <summary>R10: the times at which a grant can probe, to the millisecond.</summary>
public sealed class TokenEndpointBreakerTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);
    private readonly Guid _grant = Guid.NewGuid();
    private readonly JumpingClock _clock = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly TokenEndpointBreaker _breaker;

    public TokenEndpointBreakerTests() => _breaker = new(_clock);

    [Fact]
    public void Without_failures_no_refresh_waits()
    {
        for (var i = 0; i < 100; i++)
            TryAcquire().ShouldBe((true, TimeSpan.Zero));
        for (var i = 0; i < 4; i++)
            Fail(_grant);

        TryAcquire().ShouldBe((true, TimeSpan.Zero));
    }

    [Fact]
    public void Five_failures_of_several_grants_open_the_breaker_to_one_probe_every_half_minute()
    {
        Fail();

        var (isAllowed, wait) = TryAcquire();
        isAllowed.ShouldBeFalse();
        wait.ShouldBeInRange(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(33));
        _clock.Advance(wait - Moment);
        TryAcquire().ShouldBe((false, Moment));
        _clock.Advance(Moment);
        TryAcquire().ShouldBe((true, TimeSpan.Zero));
        (isAllowed, wait) = TryAcquire();
        isAllowed.ShouldBeFalse();
        wait.ShouldBeInRange(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(33));

        // One more failure of another grant does not restart the half minute.
        _clock.Advance(TimeSpan.FromSeconds(10));
        Fail(Guid.NewGuid());
        TryAcquire().ShouldBe((false, wait - TimeSpan.FromSeconds(10)));
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(5, false)]
    [InlineData(40, true)]
    public void T34_failures_of_one_grant_alone_do_not_block_others(int grants, bool isConnection)
    {
        for (var i = 0; i < 200; i++)
        {
            _breaker.RecordFailure("spotify", _grant, isConnection);
            _clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        for (var other = 1; other < grants; other++)
            TryAcquire(Guid.NewGuid()).ShouldBe((true, TimeSpan.Zero));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(40)]
    public void R10_status_500_for_several_grants_opens_the_breaker(int grants)
    {
        var all = Enumerable.Range(0, grants).Select(_ => Guid.NewGuid()).ToArray();
        for (var i = 0; i < 6; i++)
            _breaker.RecordFailure("spotify", all[i % grants], isConnection: false);

        all.Take(5).ShouldAllBe(grant => !TryAcquire(grant).IsAllowed);
    }

    [Fact]
    public void T34_a_grant_without_failures_probes_at_once_and_its_success_closes_the_breaker()
    {
        Fail();
        var healthy = Guid.NewGuid();

        TryAcquire(healthy).ShouldBe((true, TimeSpan.Zero));
        TryAcquire(Guid.NewGuid()).IsAllowed.ShouldBeFalse("only one probe runs at a time");
        _breaker.RecordResponse("spotify");

        TryAcquire(_grant).IsAllowed.ShouldBeTrue();
    }

    [Fact]
    public void T34_probes_alternate_between_grants_and_do_not_favour_the_busiest()
    {
        var grants = Enumerable.Range(0, 5).Select(_ => Guid.NewGuid()).ToArray();
        Array.ForEach(grants, Fail);
        var probes = new List<Guid>();

        for (var second = 0; second < 300; second++)
        {
            // The first grant tries every second, the others every ten seconds.
            foreach (var grant in grants.Where(grant => grant == grants[0] || second % 10 == 9))
            {
                if (!TryAcquire(grant).IsAllowed)
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
    public void A_changed_clock_changes_no_probe(int hours)
    {
        Fail();
        var (_, wait) = TryAcquire();

        _clock.Jump(TimeSpan.FromHours(hours));

        TryAcquire().ShouldBe((false, wait));
        _clock.Advance(wait);
        TryAcquire().ShouldBe((true, TimeSpan.Zero));
    }

    [Fact]
    public void An_overdue_probe_does_not_wait()
    {
        Fail();
        _clock.Advance(TimeSpan.FromHours(1));

        TryAcquire().ShouldBe((true, TimeSpan.Zero));
    }

    [Fact]
    public void Replicas_do_not_probe_in_step()
    {
        Enumerable.Range(0, 20).Select(_ =>
        {
            var breaker = new TokenEndpointBreaker(_clock);
            foreach (var grant in new[] { _grant, _grant, _grant, Guid.NewGuid(), Guid.NewGuid() })
                breaker.RecordFailure("spotify", grant, isConnection: true);
            breaker.TryAcquire("spotify", _grant, out var wait);
            return wait;
        }).Distinct().Count().ShouldBeGreaterThan(10);
    }

    [Fact]
    public void The_breaker_of_one_provider_does_not_affect_another()
    {
        Fail();

        _breaker.TryAcquire("deezer", _grant, out var wait).ShouldBeTrue();
        wait.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void After_an_outage_refreshes_are_spaced_for_two_minutes()
    {
        Fail();
        _breaker.RecordResponse("spotify");

        Enumerable.Range(0, 4).Select(_ => TryAcquire()).ShouldBe(
            Enumerable.Range(0, 4).Select(n => (true, TimeSpan.FromMilliseconds(200 * n))));
        for (var i = 4; i <= 40; i++)
            TryAcquire().ShouldBe((true, TimeSpan.FromMilliseconds(200 * i)));
        TryAcquire().ShouldBe((false, TimeSpan.FromMilliseconds(8200)), "the next free slot is too late");
        TryAcquire().ShouldBe((false, TimeSpan.FromMilliseconds(8200)), "a refused caller takes no slot");

        _clock.Advance(TimeSpan.FromMinutes(2) - Moment);
        TryAcquire();
        TryAcquire().ShouldBe((true, TimeSpan.FromMilliseconds(200)));
        _clock.Advance(Moment);
        TryAcquire().ShouldBe((true, TimeSpan.Zero));
        TryAcquire().ShouldBe((true, TimeSpan.Zero));
    }

    [Fact]
    public void A_refresh_does_not_wait_for_unused_slots()
    {
        Fail();
        _breaker.RecordResponse("spotify");
        TryAcquire();
        _clock.Advance(TimeSpan.FromSeconds(10));

        TryAcquire().ShouldBe((true, TimeSpan.Zero));
        TryAcquire().ShouldBe((true, TimeSpan.FromMilliseconds(200)));
    }

    [Fact]
    public void A_response_among_failures_restarts_the_count_and_is_no_recovery()
    {
        for (var i = 0; i < 4; i++)
            Fail(_grant);
        _breaker.RecordResponse("spotify");
        TryAcquire();
        TryAcquire().ShouldBe((true, TimeSpan.Zero));
        for (var i = 0; i < 4; i++)
            Fail(_grant);

        TryAcquire().ShouldBe((true, TimeSpan.Zero));
    }

    private (bool IsAllowed, TimeSpan Wait) TryAcquire() => TryAcquire(_grant);

    private (bool IsAllowed, TimeSpan Wait) TryAcquire(Guid grant) =>
        (_breaker.TryAcquire("spotify", grant, out var wait), wait);

    private void Fail() => Array.ForEach([_grant, _grant, _grant, Guid.NewGuid(), Guid.NewGuid()], Fail);

    private void Fail(Guid grant) => _breaker.RecordFailure("spotify", grant, isConnection: true);
}
