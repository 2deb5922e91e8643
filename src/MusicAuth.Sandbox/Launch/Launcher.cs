using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace MusicAuth.Sandbox.Launch;

/// <summary>Runs the providers in this process and the broker as a child process.</summary>
internal static class Launcher
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Contains("--help", StringComparer.Ordinal)) return Print(LaunchOptions.Usage, 0);
        if (LaunchOptions.Read(args, out var error) is not { } launch)
            return PrintError($"{error}\n\n{LaunchOptions.Usage}");
        if (Ports.IsTaken(launch.Url)) return PrintError(Ports.TakenMessage(launch.Url, "--urls"));
        if (launch.StartsBroker && Ports.IsTaken(launch.BrokerUrl))
            return PrintError(Ports.TakenMessage(launch.BrokerUrl, "--broker-urls"));
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, RequestStop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, RequestStop);
        try
        {
            return await RunAsync(launch, stop.Task);
        }
        catch (IOException e) when (e.InnerException is SocketException or { InnerException: SocketException })
        {
            return PrintError(Ports.TakenMessage(launch.Url, "--urls"));
        }

        void RequestStop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.TrySetResult();
        }
    }

    private static async Task<int> RunAsync(LaunchOptions launch, Task stop)
    {
        if (launch.StartsBroker)
        {
            Print("Simulated Spotify and Deezer, and MusicAuth, are starting. The address to open follows.");
            CreatePrivate(launch.Data);
        }

        await using var sandbox = await SandboxServer.StartAsync(new()
        {
            Url = launch.Url,
            StateFile = launch.StartsBroker ? Path.Combine(launch.Data, "providers.json") : null,
            LogToConsole = true,
        });
        if (launch.StartsBroker) return await RunBrokerAsync(launch, sandbox, stop);
        Print($"Simulated Spotify and Deezer: {sandbox.Address} Ctrl-C stops them.");
        await stop;
        return 0;
    }

    private static async Task<int> RunBrokerAsync(LaunchOptions launch, SandboxServer sandbox, Task stop)
    {
        using var broker = BrokerProcess.Start(launch, sandbox);
        var ended = broker.WaitForExitAsync();
        var address = Ports.Reachable(launch.BrokerUrl);
        using var timeout = new CancellationTokenSource(StartTimeout);
        var ready = BrokerProcess.IsReadyAsync(address, TimeProvider.System, timeout.Token);
        var first = await Task.WhenAny(ready, ended, stop);
        await timeout.CancelAsync();
        if (first == ready && await ready)
        {
            Print($"Open {address} and sign in as any of its users. Ctrl-C stops it.");
            first = await Task.WhenAny(ended, stop);
        }
        else if (first == ready)
        {
            await broker.StopAsync();
            return PrintError(
                $"MusicAuth did not become ready at {address} within {StartTimeout.TotalSeconds:0} seconds.");
        }

        // Ctrl-C reaches both processes at once, and the broker may end first.
        if (first == ended && !stop.IsCompleted)
        {
            var code = await ended;
            return PrintError($"MusicAuth has ended by itself with exit code {code}; its messages are above.", code);
        }

        return await broker.StopAsync() is not 0 and var failed
            ? PrintError($"MusicAuth did not stop cleanly: exit code {failed}; its messages are above.", failed)
            : 0;
    }

    // The folder is private, although its plain refresh tokens are of simulated accounts only.
    private static void CreatePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, OwnerOnly);
    }

    private static int Print(string words, int code = 0)
    {
        Console.Out.WriteLine(words);
        return code;
    }

    private static int PrintError(string words, int code = 1)
    {
        Console.Error.WriteLine(words);
        return code;
    }
}
