using System.Diagnostics;
using Shouldly;

namespace MusicAuth.EndToEnd.Crashes.Kills;

/// <summary>
/// The ways to the points of R1, all from outside: the wire tells what the provider knows, a lock on the database
/// stops a commit, the files of the data directory tell of a write under way.
/// </summary>
internal static class KillPoints
{
    public static async Task<IDisposable?> BeforeTheIntentAsync(CrashScenario world, Random random)
    {
        var writeLock = WriteLock.Take(world.Broker.Database);
        await world.CallWithExpiredTokensAsync();
        await Task.Delay(random.Next(50, 1000));
        return writeLock;
    }

    public static async Task<IDisposable?> BeforeThePostAsync(CrashScenario world, Random random)
    {
        var passage = world.Broker.TokenProxy.Expect(holdRequest: true);
        await world.CallWithExpiredTokensAsync();
        await passage.Arrived;
        return null;
    }

    public static async Task<IDisposable?> AfterThePostAsync(CrashScenario world, Random random)
    {
        var passage = world.Broker.TokenProxy.Expect(holdAnswer: true);
        await world.CallWithExpiredTokensAsync();
        await passage.Answered;
        return null;
    }

    public static async Task<IDisposable?> AfterTheAnswerAsync(CrashScenario world, Random random)
    {
        var passage = world.Broker.TokenProxy.Expect();
        await world.CallWithExpiredTokensAsync();
        await passage.Delivered;
        Spin(random.NextDouble() * 10);
        return null;
    }

    /// <summary>Killed while frames are being written to the log.</summary>
    public static async Task<IDisposable?> DuringTheCommitAsync(CrashScenario world, Random random)
    {
        var passage = world.Broker.TokenProxy.Expect(holdAnswer: true);
        await world.CallWithExpiredTokensAsync();
        await passage.Answered;
        await KillAtFileEventAsync(
            world.Broker, world.Broker.DataDirectory, "*.db-wal", random.Next(1, 6), passage.Deliver);
        return null;
    }

    public static async Task<IDisposable?> WithTheCommitWaitingAsync(CrashScenario world, Random random)
    {
        var (writeLock, passage) = await LockAfterThePostAsync(world);
        await passage.Delivered;
        await Task.Delay(random.Next(50, 2000));
        return writeLock;
    }

    public static async Task<IDisposable?> AfterTheCommitAsync(CrashScenario world, Random random)
    {
        using var reader = SqliteFile.Open(world.Broker.Database, readOnly: true);
        var before = (long?)Sum();
        await world.CallWithExpiredTokensAsync();
        var watch = Stopwatch.StartNew();
        while ((long?)Sum() == before) watch.Elapsed.ShouldBeLessThan(RunningProcess.Timeout);
        Spin(random.NextDouble() * 10);
        return null;

        object? Sum() => SqliteFile.Scalar(reader, "SELECT sum(generation) FROM grants");
    }

    /// <summary>Killed while the spill file is being written: made, filled, renamed, its folder synced.</summary>
    public static async Task<IDisposable?> DuringTheSpillAsync(CrashScenario world, Random random)
    {
        var (writeLock, _) = await LockAfterThePostAsync(world);
        await KillAtFileEventAsync(world.Broker, world.Broker.Spill, "*", random.Next(1, 5), static () => { });
        return writeLock;
    }

    public static async Task<IDisposable?> AfterTheSpillAsync(CrashScenario world, Random random)
    {
        var (writeLock, _) = await LockAfterThePostAsync(world);
        await SpilledAsync(world);
        Spin(random.NextDouble() * 1500);
        return writeLock;
    }

    public static async Task<IDisposable?> DuringTheReplayAsync(CrashScenario world, Random random)
    {
        var (writeLock, _) = await LockAfterThePostAsync(world);
        using (writeLock) await SpilledAsync(world);
        Spin(random.NextDouble() * 800);
        return null;
    }

    /// <summary>Several refreshes at once, each as slow as chance will have it.</summary>
    public static async Task<IDisposable?> AtRandomAsync(CrashScenario world, Random random)
    {
        world.Broker.TokenProxy.Default = () =>
        {
            lock (random) return new ProxiedRequest { Delay = TimeSpan.FromMilliseconds(random.Next(30)) };
        };
        double moment;
        lock (random) moment = random.NextDouble() * 200;
        await world.CallWithExpiredTokensAsync();
        Spin(moment);
        return null;
    }

    private static async Task<(WriteLock Lock, ProxiedRequest Passage)> LockAfterThePostAsync(CrashScenario world)
    {
        var passage = world.Broker.TokenProxy.Expect(holdAnswer: true);
        await world.CallWithExpiredTokensAsync();
        await passage.Answered;
        var writeLock = WriteLock.Take(world.Broker.Database);
        passage.Deliver();
        return (writeLock, passage);
    }

    private static Task SpilledAsync(CrashScenario world) => Eventually.IsTrueAsync(
        () => Task.FromResult(CrashImage.Spilled(world.Broker.Spill).Count > 0), "a file in the spill folder",
        TimeSpan.FromSeconds(15));

    private static async Task KillAtFileEventAsync(
        StandaloneBroker broker, string folder, string filter, int number, Action begin)
    {
        var killed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var seen = 0;
        using var watcher = new FileSystemWatcher(folder, filter)
        {
            NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Size,
        };
        watcher.Changed += (_, _) => See();
        watcher.Created += (_, _) => See();
        watcher.Renamed += (_, _) => See();
        watcher.Deleted += (_, _) => See();
        watcher.EnableRaisingEvents = true;
        begin();
        await Eventually.IsTrueAsync(
            () => Task.FromResult(Volatile.Read(ref seen) > 0), $"something to be written in {folder}",
            TimeSpan.FromSeconds(15));
        // Fewer events than hoped for: the write is over, and the kill comes after it.
        await Task.WhenAny(killed.Task, Task.Delay(TimeSpan.FromMilliseconds(300)));

        void See()
        {
            if (Interlocked.Increment(ref seen) < number) return;
            broker.Process.Kill();
            killed.TrySetResult();
        }
    }

    // The timer of Task.Delay is too coarse for what takes a few milliseconds.
    private static void Spin(double milliseconds)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed.TotalMilliseconds < milliseconds) Thread.SpinWait(50);
    }
}
