using System.Diagnostics;

namespace MusicAuth.Tests.Operations;

/// <summary>The broker as a separate process with its own data directory.</summary>
internal sealed class BrokerProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("musicauth-process");
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    public BrokerProcess(params string[] args)
        : this(new Dictionary<string, string>(StringComparer.Ordinal), args)
    {
    }

    public BrokerProcess(IReadOnlyDictionary<string, string> environment, params string[] args)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            UseShellExecute = false,
            WorkingDirectory = _data.FullName,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "MusicAuth.dll"));
        foreach (var arg in args) start.ArgumentList.Add(arg);
        start.Environment["DataDirectory"] = _data.FullName;
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_TC_CallCountThreshold"] = "400";
        foreach (var (name, value) in environment) start.Environment[name] = value;
        _process = Process.Start(start)!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _error = _process.StandardError.ReadToEndAsync();
    }

    public bool IsRunning => !_process.HasExited;

    public void CloseStandardInput() => _process.StandardInput.Close();

    public void Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    public async Task<(int ExitCode, string Output, string Error)> WaitAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(limit.Token);
        return (_process.ExitCode, await _output, await _error);
    }

    /// <summary>Waits for the first response. On a busy machine it takes longer than some clients wait.</summary>
    public async Task WaitUntilAnsweringAsync(int port)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var client = new LocalClient();
        while (true)
        {
            if (!IsRunning) throw new InvalidOperationException($"The broker ended: {await _error}");
            try
            {
                using var answer = await client.GetAsync($"http://127.0.0.1:{port}/health/live", limit.Token);
                answer.EnsureSuccessStatusCode();
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(50, limit.Token);
            }
        }
    }

    public void Dispose()
    {
        if (IsRunning) _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _data.Delete(recursive: true);
    }

    private sealed class LocalClient : HttpClient;
}
