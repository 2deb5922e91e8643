using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Notices.Channels;

/// <summary>A library throws what no channel expects.</summary>
public sealed class UnforeseenFailureTests : IAsyncLifetime
{
    private readonly BrokenChannel _broken = new();
    private Broker _broker = null!;
    private Browser _dora = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = await Broker.StartAsync(ChannelsOf.PrivateTargets, services: services =>
        {
            services.Remove(services.Single(service => service.ImplementationType == typeof(GotifyChannel)));
            services.AddSingleton<INoticeChannel>(_broken);
        });
        _dora = await _broker.SignedInAsync("dora", "spotify");
    }

    public async ValueTask DisposeAsync()
    {
        _dora.Dispose();
        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task The_test_of_a_channel_reports_it_without_its_text()
    {
        var channel = await _dora.AddChannelAsync("gotify", "http://127.0.0.1:9/", "token");

        var (ok, detail) = await _dora.TestChannelAsync(channel);

        (ok, detail).ShouldBe(
            (false, "MusicAuth failed to send the notice. The log of MusicAuth names the failure."));
        _broker.Log.All.ShouldContain(entry => entry.Contains("System.InvalidTimeZoneException"));
        _broker.Log.All.ShouldNotContain(entry => entry.Contains(BrokenChannel.Text));
    }

    [Fact]
    public async Task A_notice_waits_longer_after_each_failure_and_is_parked_after_a_day()
    {
        await _dora.AddChannelAsync("gotify", "http://127.0.0.1:9/", "token");
        var end = (await _dora.GetAsync("/me/connections")).GetProperty("items")[0].GetProperty("reauthorize_by")
            .GetDateTimeOffset();
        _broker.Clock.Advance(end.AddDays(-30) - _broker.Clock.GetUtcNow());
        await Eventually.IsTrueAsync(() => _broken.Attempts > 0);

        await Eventually.IsTrueAsync(
            () => _broker.Database.Count("notice_deliveries WHERE state = 'Pending'") == 0,
            between: () => _broker.Clock.Advance(TimeSpan.FromMinutes(20)));

        _broken.Attempts.ShouldBeInRange(2, 150);
        await Eventually.IsTrueAsync(() => _broker.Database.Scalar("SELECT last_error FROM notice_channels") as string
            == "MusicAuth failed to send the notice. The log of MusicAuth names the failure. "
            + "MusicAuth has given up one notice after a day.");
    }

    private sealed class BrokenChannel : INoticeChannel
    {
        public const string Text = "planted-words-of-a-target";

        private int _attempts;

        public ChannelKind Kind => ChannelKind.Gotify;

        public int Attempts => Volatile.Read(ref _attempts);

        public Task<SendResult> SendAsync(
            ChannelAddress address, NoticeMessage message, bool allowPrivate, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _attempts);
            throw new InvalidTimeZoneException(Text);
        }
    }
}
