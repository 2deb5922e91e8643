using System.Diagnostics;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Notices.Outbox;

/// <summary>The costs of many consents that are not due. It measures the whole process, so it runs alone.</summary>
[Collection(nameof(SequentialTests))]
public sealed class ManyConsentsTests(ITestOutputHelper output)
{
    private const int Consents = 100_000;

    [LongTheory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task A_hundred_thousand_consents_cost_an_idle_hour_a_few_seconds_and_little_memory(
        DatabaseKind storage)
    {
        await using var broker = await Broker.StartAsync(storage: storage);
        await IdleTime.RunSchedulerAsync(broker);
        await ManyUsers.AddConsentsAsync(broker, Consents, TimeSpan.FromDays(119));
        await IdleTime.PassAsync(broker, TimeSpan.FromHours(1));
        var (cpu, memory) = (Cpu(), GC.GetTotalMemory(forceFullCollection: true));

        await IdleTime.PassAsync(broker, TimeSpan.FromHours(1));

        var (hour, growth) = (Cpu() - cpu, GC.GetTotalMemory(forceFullCollection: true) - memory);
        output.WriteLine($"{storage}: an idle hour with {Consents:n0} consents takes {hour.TotalSeconds:0.0} s of CPU, "
            + $"and the live heap grows by {growth / 1024} KB.");
        hour.ShouldBeLessThan(TimeSpan.FromSeconds(30), "1,440 rounds of the whole process, with room for load");
        growth.ShouldBeLessThan(5_000_000);
    }

    private static TimeSpan Cpu()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }
}
