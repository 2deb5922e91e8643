using System.Collections.Concurrent;
using System.Diagnostics;
using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Infrastructure;

/// <summary>One of our programs in its own process; disposing ends the process and its children.</summary>
public sealed class RunningProcess : IAsyncDisposable
{
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();

    private RunningProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Add(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Add(_errors, line.Data);
    }

    public IReadOnlyList<string> Output => [.. _output];

    public IReadOnlyList<string> Errors => [.. _errors];

    /// <param name="assembly">The program's dll.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables in addition to those of the test.</param>
    /// <param name="shell">Commands that a shell runs before it executes the program.</param>
    public static RunningProcess Start(
        string assembly, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null,
        string? shell = null)
    {
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(shell is null ? host : "/bin/sh") { WorkingDirectory = Path.GetTempPath() };
        if (shell is not null)
        {
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add($"{shell}; exec \"$0\" \"$@\"");
            start.ArgumentList.Add(host);
        }

        start.ArgumentList.Add(assembly);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        // The program runs for seconds, so recompiling hot code does not pay off. The number is hexadecimal.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_TC_CallCountThreshold"] = "400";
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>(StringComparer.Ordinal))
            start.Environment[name] = value;
        return Start(start);
    }

    /// <summary>Starts any other program.</summary>
    public static RunningProcess Start(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        // The test has the other end, which closes even if the test run is killed.
        start.RedirectStandardInput = true;
        start.UseShellExecute = false;
        var running = new RunningProcess(new Process { StartInfo = start });
        running._process.Start();
        running._process.BeginOutputReadLine();
        running._process.BeginErrorReadLine();
        return running;
    }

    /// <summary>Runs a program that ends by itself.</summary>
    public static async Task<RunningProcess> RunAsync(
        string assembly, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var running = Start(assembly, arguments, environment);
        await running.WaitForExitAsync();
        return running;
    }

    public int ExitCode => _process.ExitCode;

    public bool HasExited => _process.HasExited;

    public int Id => _process.Id;

    public async Task<string> WaitForLineAsync(string beginning)
    {
        string? found = null;
        await Eventually.IsTrueAsync(
            () =>
            {
                found = _output.FirstOrDefault(
                    line => line.TrimStart().StartsWith(beginning, StringComparison.Ordinal));
                return Task.FromResult(found is not null || _process.HasExited);
            },
            $"a line that begins with '{beginning}'");
        return found ?? throw new InvalidOperationException(
            $"The process exited with {ExitCode} before it printed '{beginning}'.{Environment.NewLine}{LastLines()}");
    }

    /// <summary>Sends SIGTERM, as a service manager does.</summary>
    public Task TerminateAsync() => SignalAsync("TERM");

    /// <summary>Suspends the process until <see cref="ThawAsync"/>.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    public Task ThawAsync() => SignalAsync("CONT");

    /// <summary>kill -9, of this process only.</summary>
    public void Kill() => _process.Kill();

    /// <returns>The exit code, after the whole output has been read.</returns>
    public async Task<int> WaitForExitAsync()
    {
        using var timeout = new CancellationTokenSource(Timeout);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException exception)
        {
            throw new TimeoutException($"The process did not end.{Environment.NewLine}{LastLines()}", exception);
        }

        return _process.ExitCode;
    }

    /// <summary>The last output, for failure messages.</summary>
    public string LastLines() => string.Join(Environment.NewLine, Output.Concat(Errors).TakeLast(40));

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), $"Windows has no SIG{signal}.");
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{signal} {_process.Id}"]);
        await kill.WaitForExitAsync();
        kill.ExitCode.ShouldBe(0);
    }

    private static void Add(ConcurrentQueue<string> lines, string? line)
    {
        if (!string.IsNullOrWhiteSpace(line)) lines.Enqueue(line);
    }
}
