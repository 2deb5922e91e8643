using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Access.Audit;

/// <summary>The recorded events before they are written.</summary>
public sealed class AuditLogTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 26, 10, 20, 0, TimeSpan.Zero));
    private readonly IHost _host;
    private readonly AuditLog _log;
    private readonly MetricCollector<long> _dropped;

    public AuditLogTests()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddMetrics();
        _host = builder.Build();
        var meters = _host.Services.GetRequiredService<IMeterFactory>();
        _log = new AuditLog(new AuditMetrics(meters), _clock);
        _dropped = new MetricCollector<long>(meters, AuditMetrics.Meter, "musicauth.activity.dropped");
    }

    public void Dispose()
    {
        _dropped.Dispose();
        _host.Dispose();
    }

    [Fact]
    public void Equal_events_of_an_hour_are_one_count()
    {
        for (var minute = 0; minute < 60; minute++)
        {
            _log.Record(new AuditEvent(AuditKind.Read) { Provider = "spotify", Data = "playlists" });
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        var tallies = _log.Drain();

        tallies.Select(tally => tally.Count).ShouldBe([40, 20]);
        tallies[0].First.Minute.ShouldBe(20);
        tallies[0].Last.Minute.ShouldBe(59);
        tallies[1].First.ShouldBe(new DateTimeOffset(2026, 11, 26, 11, 0, 0, TimeSpan.Zero));
        _log.Drain().ShouldBeEmpty();
    }

    [Fact]
    public void Different_events_are_counted_separately()
    {
        var read = AuditTestExtensions.Use(Guid.NewGuid(), "a");
        AuditEvent[] different =
        [
            read, read with { UserId = Guid.NewGuid() }, read with { CallerId = "b" }, read with { Data = "token" },
            read with { Outcome = "not_found" }, read with { Provider = "deezer" }, read with { Address = "::1" },
            read with { Kind = AuditKind.Written },
        ];

        foreach (var e in different.Concat(different)) _log.Record(e);

        _log.Drain().Select(tally => tally.Count).ShouldBe(Enumerable.Repeat(2L, different.Length));
    }

    [Fact]
    public async Task Five_hundred_concurrent_events_are_all_counted()
    {
        await Task.WhenAll(Enumerable.Range(0, 500).Select(number => Task.Run(() =>
        {
            for (var i = 0; i < 100; i++)
                _log.Record(new AuditEvent(AuditKind.Read) { CallerId = $"key {number % 7}" });
        })));

        var tallies = _log.Drain();

        tallies.Count.ShouldBe(7);
        tallies.Sum(tally => tally.Count).ShouldBe(50_000);
    }

    [LongFact]
    public void A_flood_is_bounded_and_counted_and_does_not_displace_earlier_events()
    {
        _log.Record(new AuditEvent(AuditKind.ScopeRefused) { CallerId = "the first" });
        for (var number = 0; number < AuditLog.MaxPending + 50; number++)
            _log.Record(new AuditEvent(AuditKind.KeyRefused) { Address = $"network {number}" });
        _log.Record(new AuditEvent(AuditKind.ScopeRefused) { CallerId = "the first" });

        _log.DrainLostCount().ShouldBe(51);
        _dropped.GetMeasurementSnapshot().Sum(measured => measured.Value).ShouldBe(51);
        var tallies = _log.Drain();
        tallies.Count.ShouldBe(AuditLog.MaxPending);
        tallies.Single(tally => tally.Event.CallerId == "the first").Count.ShouldBe(2);
    }

    [Fact]
    public void Requeued_events_are_counted_together_with_new_ones()
    {
        var read = new AuditEvent(AuditKind.Read) { CallerId = "a" };
        _log.Record(read);
        var taken = _log.Drain();
        _clock.Advance(TimeSpan.FromMinutes(1));
        _log.Record(read);

        _log.Requeue(taken);

        var tally = _log.Drain().ShouldHaveSingleItem();
        tally.Count.ShouldBe(2);
        (tally.Last - tally.First).ShouldBe(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void Recording_an_equal_event_allocates_nothing()
    {
        var read = AuditTestExtensions.Use(Guid.NewGuid(), "aaaaaaaaaaaa", "192.0.2.0/24");
        for (var i = 0; i < 100; i++) _log.Record(read);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 10_000; i++) _log.Record(read);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(10_000);
    }

    [Theory]
    [InlineData("192.0.2.77", "192.0.2.0/24")]
    [InlineData("::ffff:192.0.2.77", "192.0.2.0/24")]
    [InlineData("2001:db8:1:2:3::4", "2001:db8:1::/48")]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("::1", "::1")]
    public void The_audit_log_keeps_the_network_of_an_address(string address, string network) =>
        CoarseAddress.Of(IPAddress.Parse(address)).ShouldBe(network);

    [Fact]
    public void Events_of_a_removed_user_have_no_personal_data()
    {
        var remaining = AuditTestExtensions.Use(Guid.NewGuid(), "aaaaaaaaaaaa", "192.0.2.0/24").Anonymous();

        remaining.ShouldBe(new AuditEvent(AuditKind.Read)
        {
            CallerKind = AuditCallerKind.Key,
            Provider = "spotify",
            Data = "playlists",
            Outcome = "ok",
        });
    }
}
