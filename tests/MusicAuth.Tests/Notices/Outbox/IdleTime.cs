using Microsoft.Extensions.DependencyInjection;

namespace MusicAuth.Tests.Notices.Outbox;

/// <summary>Advances the clock in the rounds of the scheduler.</summary>
internal static class IdleTime
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(5);

    public static async Task PassAsync(Broker broker, TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += Round)
        {
            broker.Clock.Advance(Round);
            await RunSchedulerAsync(broker);
        }
    }

    /// <summary>Runs one round like the timer, and waits for its end.</summary>
    public static Task RunSchedulerAsync(Broker broker) =>
        broker.Services.GetRequiredService<NoticeScheduler>().RunOnceAsync(CancellationToken.None);
}
