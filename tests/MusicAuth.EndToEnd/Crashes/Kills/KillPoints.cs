using System.Diagnostics;
using Shouldly;

namespace MusicAuth.EndToEnd.Crashes.Kills;

/// <summary>
/// Drives a broker to the kill points of R1, from outside: the proxy shows which requests the provider has received, a
/// lock on the database stops a commit, and file events show a write in progress.
/// </summary>
internal static class KillPoints
{
    public static async Task<IDisposable?> BeforeTheIntentAsync(CrashScenario scenario, Random random)
    {
        var writeLock = WriteLock.Take(scenario.Broker.Database);
        await scenario.CallWithExpiredTokensAsync();
        await Task.Delay(random.Next(50, 1000));
        return writeLock;
    }

    public static async Task<IDisposable?> BeforeThePostAsync(CrashScenario scenario, Random random)
    {
        var tokenRequest = scenario.Broker.TokenProxy.Expect(holdRequest: true);
        await scenario.CallWithExpiredTokensAsync();
        await tokenRequest.Arrived;
        return null;
    }

    public static async Task<IDisposable?> AfterThePostAsync(CrashScenario scenario, Random random)
    {
        var tokenRequest = scenario.Broker.TokenProxy.Expect(holdResponse: true);
        await scenario.CallWithExpiredTokensAsync();
        await tokenRequest.Answered;
        return null;
    }

    public static async Task<IDisposable?> AfterTheResponseAsync(CrashScenario scenario, Random random)
    {
        var tokenRequest = scenario.Broker.TokenProxy.Expect();
        await scenario.CallWithExpiredTokensAsync();
        await tokenRequest.Delivered;
        Spin(random.NextDouble() * 10);
        return null;
    }

    /// <summary>Kills the broker while it writes frames to the WAL.</summary>
    public static async Task<IDisposable?> DuringTheCommitAsync(CrashScenario scenario, Random random)
    {
        var tokenRequest = scenario.Broker.TokenProxy.Expect(holdResponse: true);
        await scenario.CallWithExpiredTokensAsync();
        await tokenRequest.Answered;
        await KillAtFileEventAsync(
            scenario.Broker, scenario.Broker.DataDirectory, "*.db-wal", random.Next(1, 6), tokenRequest.Deliver);
        return null;
    }

    public static async Task<IDisposable?> WithTheCommitWaitingAsync(CrashScenario scenario, Random random)
    {
        var (writeLock, tokenRequest) = await LockAfterThePostAsync(scenario);
        await tokenRequest.Delivered;
        await Task.Delay(random.Next(50, 2000));
        return writeLock;
    }

    public static async Task<IDisposable?> AfterTheCommitAsync(CrashScenario scenario, Random random)
    {
        using var reader = SqliteFile.Open(scenario.Broker.Database, readOnly: true);
        var before = (long?)Sum();
        await scenario.CallWithExpiredTokensAsync();
        var watch = Stopwatch.StartNew();
        while ((long?)Sum() == before) watch.Elapsed.ShouldBeLessThan(RunningProcess.Timeout);
        Spin(random.NextDouble() * 10);
        return null;

        object? Sum() => SqliteFile.Scalar(reader, "SELECT sum(generation) FROM grants");
    }

    /// <summary>Kills the broker while it creates, fills or renames the spill file or syncs its folder.</summary>
    public static async Task<IDisposable?> DuringTheSpillAsync(CrashScenario scenario, Random random)
    {
        var (writeLock, _) = await LockAfterThePostAsync(scenario);
        await KillAtFileEventAsync(scenario.Broker, scenario.Broker.Spill, "*", random.Next(1, 5), static () => { });
        return writeLock;
    }

    public static async Task<IDisposable?> AfterTheSpillAsync(CrashScenario scenario, Random random)
    {
        var (writeLock, _) = await LockAfterThePostAsync(scenario);
        await WaitForSpillAsync(scenario);
        Spin(random.NextDouble() * 1500);
        return writeLock;
    }

    public static async Task<IDisposable?> DuringTheReplayAsync(CrashScenario scenario, Random random)
    {
        var (writeLock, _) = await LockAfterThePostAsync(scenario);
        using (writeLock) await WaitForSpillAsync(scenario);
        Spin(random.NextDouble() * 800);
        return null;
    }

    /// <summary>Several refreshes at once, each with a random delay.</summary>
    public static async Task<IDisposable?> AtRandomAsync(CrashScenario scenario, Random random)
    {
        scenario.Broker.TokenProxy.Default = () =>
        {
            lock (random) return new ProxiedRequest { Delay = TimeSpan.FromMilliseconds(random.Next(30)) };
        };
        double delay;
        lock (random) delay = random.NextDouble() * 200;
        await scenario.CallWithExpiredTokensAsync();
        Spin(delay);
        return null;
    }

    private static async Task<(WriteLock Lock, ProxiedRequest Request)> LockAfterThePostAsync(CrashScenario scenario)
    {
        var tokenRequest = scenario.Broker.TokenProxy.Expect(holdResponse: true);
        await scenario.CallWithExpiredTokensAsync();
        await tokenRequest.Answered;
        var writeLock = WriteLock.Take(scenario.Broker.Database);
        tokenRequest.Deliver();
        return (writeLock, tokenRequest);
    }

    private static Task WaitForSpillAsync(CrashScenario scenario) => Eventually.IsTrueAsync(
        () => Task.FromResult(CrashImage.Spilled(scenario.Broker.Spill).Count > 0), "a file in the spill folder",
        TimeSpan.FromSeconds(15));

    private static async Task KillAtFileEventAsync(
        StandaloneBroker broker, string folder, string filter, int lastEvent, Action begin)
    {
        var killed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var events = 0;
        using var watcher = new FileSystemWatcher(folder, filter)
        {
            NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Size,
        };
        watcher.Changed += (_, _) => CountEvent();
        watcher.Created += (_, _) => CountEvent();
        watcher.Renamed += (_, _) => CountEvent();
        watcher.Deleted += (_, _) => CountEvent();
        watcher.EnableRaisingEvents = true;
        begin();
        await Eventually.IsTrueAsync(
            () => Task.FromResult(Volatile.Read(ref events) > 0), $"a write in {folder}",
            TimeSpan.FromSeconds(15));
        // If the write has fewer events, the kill comes after the write.
        await Task.WhenAny(killed.Task, Task.Delay(TimeSpan.FromMilliseconds(300)));

        void CountEvent()
        {
            if (Interlocked.Increment(ref events) < lastEvent) return;
            broker.Process.Kill();
            killed.TrySetResult();
        }
    }

    // The timer of Task.Delay is too coarse for a few milliseconds.
    private static void Spin(double milliseconds)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed.TotalMilliseconds < milliseconds) Thread.SpinWait(50);
    }
}
