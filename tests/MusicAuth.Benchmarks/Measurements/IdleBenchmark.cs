namespace MusicAuth.Benchmarks.Measurements;

/// <summary>Idle programs: after a start, and after a sign-in and 1,000 requests.</summary>
internal static class IdleBenchmark
{
    private const int Requests = 1_000;
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Observation = TimeSpan.FromMinutes(2);

    public static async Task MeasureAsync(FootprintSubject[] subjects, SandboxClient sandbox, int idleMinutes)
    {
        var processes = await Task.WhenAll(subjects.Select(subject => subject.StartAsync()));
        try
        {
            var table = new MarkdownTable(
                "build", "state", "resident", "anonymous + shared", "CPU a minute", "switches a minute",
                "written a minute");
            Add("ready", null);
            await Task.Delay(Settling);
            Add("idle since the start", await ObserveAsync(processes));
            for (var i = 0; i < subjects.Length; i++)
            {
                if (subjects[i].SignedIn.Count > 0)
                    await UseAsync(processes[i], sandbox);
            }

            Add("after a sign-in and 1,000 requests", null);
            await Task.Delay(TimeSpan.FromMinutes(Math.Max(idleMinutes - Observation.TotalMinutes, 0)));
            Add($"{idleMinutes} idle minutes later", await ObserveAsync(processes));
            table.Print("Idle, all builds at the same time");

            void Add(string state, ProcessUsage[]? perMinute)
            {
                for (var i = 0; i < subjects.Length; i++)
                {
                    var now = ProcessUsage.Read(processes[i].Id);
                    table.Add(
                        subjects[i].Name, state, $"{now.Resident:0} MB", $"{now.Private:0} MB",
                        perMinute is null ? "" : Statistics.Milliseconds(perMinute[i].Milliseconds),
                        perMinute is null ? "" : $"{perMinute[i].Switches:#,0}",
                        perMinute is null ? "" : $"{perMinute[i].Written / 1024:0.0} KB");
                }
            }
        }
        finally
        {
            foreach (var process in processes)
                await process.DisposeAsync();
        }
    }

    private static async Task<ProcessUsage[]> ObserveAsync(ServerProcess[] processes)
    {
        var before = processes.Select(process => ProcessUsage.Read(process.Id)).ToArray();
        await Task.Delay(Observation);
        var minutes = Observation.TotalMinutes;
        return
        [
            .. processes.Zip(before, (process, earlier) =>
            {
                var now = ProcessUsage.Read(process.Id);
                return now with
                {
                    Milliseconds = (now.Milliseconds - earlier.Milliseconds) / minutes,
                    Switches = (now.Switches - earlier.Switches) / minutes,
                    Written = (now.Written - earlier.Written) / minutes,
                };
            }),
        ];
    }

    private static async Task UseAsync(ServerProcess broker, SandboxClient sandbox)
    {
        using var alma = await SignedInUser.SignInAsync("alma", broker, sandbox, "spotify", "deezer");
        for (var i = 0; i < Requests; i++)
            await alma.GetBytesAsync(MemoryBenchmark.Mix[i % MemoryBenchmark.Mix.Length]);
    }
}
