namespace MusicAuth.Benchmarks.Measurements;

/// <summary>A program with its data directory, and the figures of its rounds.</summary>
internal sealed class FootprintSubject(string name, DirectoryInfo data, Func<string, ServerProcess> start)
{
    public string Name => name;

    /// <summary>At the first 200 of /health/ready.</summary>
    public List<ProcessUsage> Ready { get; } = [];

    /// <summary>The processor time of the start and the first sign-in together; empty for the floor.</summary>
    public List<double> SignedIn { get; } = [];

    public double StartCost => Statistics.Median(Ready.Select(usage => usage.Milliseconds));

    public async Task<ServerProcess> StartAsync()
    {
        var process = start(data.FullName);
        await process.WaitUntilOkAsync("/health/ready");
        return process;
    }

    /// <summary>Starts once and, if the program has users, signs in for the first time.</summary>
    public async Task RunRoundAsync(SandboxClient? sandbox, bool isCounted)
    {
        await using var process = await StartAsync();
        var ready = ProcessUsage.Read(process.Id);
        if (isCounted)
            Ready.Add(ready);
        if (sandbox is null)
            return;
        using var alma = await SignedInUser.SignInAsync("alma", process, sandbox, "spotify");
        if (isCounted)
            SignedIn.Add(ProcessUsage.Read(process.Id).Milliseconds);
    }
}
