using System.Diagnostics;
using System.Net;

namespace MusicAuth.Sandbox.Launch;

/// <summary>MusicAuth as a child process that uses the sandbox.</summary>
internal sealed class BrokerProcess : IDisposable
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(20);
    private readonly Process _process;

    private BrokerProcess(Process process) => _process = process;

    public static BrokerProcess Start(LaunchOptions launch, SandboxServer sandbox)
    {
        // The child stops when its input closes, so that a killed sandbox leaves no broker behind on the port.
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "MusicAuth.dll"));
        Add("--urls", launch.BrokerUrl);
        Add("--DataDirectory", launch.Data);
        Add("--Access:Registration", "Open");
        foreach (var (key, value) in sandbox.BrokerSettings)
        {
            // Secrets are in the environment, because every user of the machine can read a command line.
            if (key.EndsWith("Secret", StringComparison.Ordinal))
                start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
            else
                Add("--" + key, value!);
        }

        // The sandbox prints the address itself.
        if (Environment.GetEnvironmentVariable("Logging__LogLevel__Default") is null)
            Add("--Logging:LogLevel:Default", "Warning");
        start.ArgumentList.Add("--stop-when-stdin-closes");
        start.ArgumentList.Add($"--sandbox-clock={sandbox.Address}");
        return new(Process.Start(start) ?? throw new InvalidOperationException("MusicAuth could not be started"));

        void Add(string name, string value)
        {
            start.ArgumentList.Add(name);
            start.ArgumentList.Add(value);
        }
    }

    public async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public static async Task<bool> IsReadyAsync(Uri address, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var sockets = new SocketsHttpHandler { UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(2) };
        using var transport = new HttpMessageInvoker(sockets, disposeHandler: false);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, "/health/ready"));
                using var response = await transport.SendAsync(request, cancellationToken);
                if (response.StatusCode == HttpStatusCode.OK) return true;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            catch (OperationCanceledException)
            {
                return false;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), clock, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return false;
    }

    /// <returns>The exit code; not 0 if the process had to be killed.</returns>
    public async Task<int> StopAsync()
    {
        if (_process.HasExited) return _process.ExitCode;
        _process.StandardInput.Close();
        using var timeout = new CancellationTokenSource(StopTimeout);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        return _process.ExitCode;
    }

    public void Dispose() => _process.Dispose();
}
