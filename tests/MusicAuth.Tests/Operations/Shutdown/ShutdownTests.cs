using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.Shutdown;

public sealed class ShutdownTests
{
    [Fact]
    public async Task Every_service_stops_cleanly_with_a_cancelled_token()
    {
        await using var broker = await Broker.StartAsync();
        using var browser = await broker.SignedInAsync("dora", "spotify");
        await browser.GetAsync("/me/playlists?limit=1");
        var before = broker.Database.Count("activity");
        var used = new CancellationToken(canceled: true);

        foreach (var service in broker.Services.GetServices<IHostedService>().Reverse())
        {
            if (service is IHostedLifecycleService lifecycle) await lifecycle.StoppingAsync(used);
            await Should.NotThrowAsync(() => service.StopAsync(used), service.GetType().Name);
        }

        broker.Database.Count("activity").ShouldBeGreaterThan(before, "the audit log has its own time budget");
    }

    [Theory]
    [InlineData("8", 15)]
    [InlineData("15", 22)]
    [InlineData("1", 8)]
    public async Task The_host_waits_seven_seconds_longer_than_an_exchange(string exchange, int seconds)
    {
        await using var broker = await Broker.StartAsync(
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["Upstream:TimeoutSeconds"] = exchange });

        broker.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<HostOptions>>()
            .Value.ShutdownTimeout.ShouldBe(TimeSpan.FromSeconds(seconds));
    }
}
