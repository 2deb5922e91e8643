using MusicAuth.Tests.Notices.Stubs;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Notices.Outbox;

/// <summary>The memory for many due consents. The test measures the whole process, so it runs alone.</summary>
[Collection(nameof(SequentialTests))]
public sealed class ManyUsersMemoryTests(ITestOutputHelper output)
{
    private const int AllowedBytesPerUser = 2_000;

    [LongTheory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task A_thousand_due_users_need_as_much_memory_as_a_hundred(DatabaseKind storage)
    {
        // The first run loads code and fills pools.
        await GrowthAsync(100, storage);
        var smallest = long.MaxValue;
        // Other objects of the process only add to the heap, so the smallest of three measurements counts.
        for (var round = 0; round < 3 && smallest >= 900 * AllowedBytesPerUser; round++)
        {
            var hundred = await GrowthAsync(100, storage);
            var thousand = await GrowthAsync(1000, storage);
            output.WriteLine($"{storage}: the live heap grows by {hundred / 1024} KB for 100 users, and by "
                + $"{thousand / 1024} KB for 1,000.");
            smallest = Math.Min(smallest, thousand - hundred);
        }

        smallest.ShouldBeLessThan(900 * AllowedBytesPerUser);
    }

    /// <returns>The growth of the live heap: the largest value during the run, less the value before it.</returns>
    private static async Task<long> GrowthAsync(int users, DatabaseKind storage)
    {
        await using var broker = await Broker.StartAsync(ChannelsOf.PrivateTargets, storage: storage);
        var (received, largest) = (0, 0L);
        await using var hook = await StubServer.StartAsync((_, _) =>
        {
            // Ten samples in each run.
            if (Interlocked.Increment(ref received) % (users / 10) == 0)
                InterlockedMax(ref largest, LiveHeap());
            return Task.CompletedTask;
        });
        hook.KeepsRequests = false;
        await ManyUsers.AddAsync(broker, users, broker.Clock.GetUtcNow().AddDays(-155), hook.Address);
        var before = LiveHeap();

        broker.Clock.Advance(TimeSpan.FromHours(1));
        // A delivery that times out on a slow machine is retried some seconds later.
        await Eventually.IsTrueAsync(
            () => Volatile.Read(ref received) >= users, $"{users} notices",
            between: () => broker.Clock.Advance(TimeSpan.FromSeconds(10)));

        return largest - before;
    }

    private static long LiveHeap()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static void InterlockedMax(ref long largest, long value)
    {
        long known;
        while ((known = Volatile.Read(ref largest)) < value)
            Interlocked.CompareExchange(ref largest, value, known);
    }
}
