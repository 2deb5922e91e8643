using Microsoft.Extensions.DependencyInjection;
using MusicAuth.Tests.Notices.Stubs;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Notices.Outbox;

public sealed class NoticeMetricsTests
{
    [Fact]
    public async Task The_metrics_show_days_left_and_notices_and_no_target()
    {
        await using var broker = await Broker.StartAsync();
        await using var ntfy = await StubNtfy.StartAsync();
        using var owner = await broker.OwnedByAsync("dora");
        using var alma = await broker.SignedInAsync("alma", "deezer");
        var channel = await owner.AddChannelAsync("ntfy", $"{ntfy.Address}/planted-topic");
        (await owner.TestChannelAsync(channel)).Ok.ShouldBeTrue();
        ntfy.RespondWith(500);
        (await owner.TestChannelAsync(channel)).Ok.ShouldBeFalse();

        broker.Clock.Advance(TimeSpan.FromDays(10));
        MetricsText? metrics = null;
        await Eventually.IsTrueAsync(async () =>
        {
            metrics = await MetricsText.ReadAsync(owner);
            return metrics.Lines.Contains("musicauth_consents_days_left{provider=\"spotify\"} 170");
        });

        metrics!["musicauth_notices_total{kind=\"ntfy\",outcome=\"sent\"}"].ShouldBe(1);
        metrics["musicauth_notices_total{kind=\"ntfy\",outcome=\"failed\"}"].ShouldBe(1);
        metrics.Text.ShouldNotContain("days_left{provider=\"deezer\"}");
        metrics.Text.ShouldNotContain("planted-topic");
        // The sandbox has the same host, so only the status 500 would show a request to the stub.
        metrics.Lines.Where(line => line.StartsWith("http_client_request_duration_seconds_count")
            && line.Contains("\"500\"")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_parked_notice_is_counted_once()
    {
        await using var broker = await Broker.StartAsync();
        await using var ntfy = await StubNtfy.StartAsync();
        using var owner = await broker.OwnedByAsync("dora");
        await owner.AddChannelAsync("ntfy", $"{ntfy.Address}/planted-topic");
        ntfy.RespondWith(500);
        broker.Services.GetRequiredService<AppHealth>()
            .ReportUnhealthy("spotify", ProviderEndpoint.Token, ProviderReasons.InvalidClient);

        MetricsText? metrics = null;
        await Eventually.IsTrueAsync(
            async () =>
            {
                metrics = await MetricsText.ReadAsync(owner);
                return metrics["musicauth_notices_total{kind=\"ntfy\",outcome=\"parked\"}"] > 0;
            },
            between: () => broker.Clock.Advance(TimeSpan.FromMinutes(20)));

        metrics!["musicauth_notices_total{kind=\"ntfy\",outcome=\"parked\"}"].ShouldBe(1);
        metrics["musicauth_notices_total{kind=\"ntfy\",outcome=\"failed\"}"].ShouldBe(ntfy.Received.Count);
    }
}
