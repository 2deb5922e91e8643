namespace MusicAuth.Operations.Shutdown;

/// <summary>Stops the broker when its parent process ends, even by kill -9: standard input closes then.</summary>
internal static class StandardInputMonitor
{
    public static void StopWhenClosed(IHostApplicationLifetime lifetime)
    {
        // A separate thread, because a read of standard input blocks and cannot be cancelled.
        new Thread(() =>
        {
            ReadToEnd();
            lifetime.StopApplication();
        })
        {
            IsBackground = true,
            Name = "standard input monitor",
        }.Start();
    }

    private static void ReadToEnd()
    {
        using var input = Console.OpenStandardInput();
        Span<byte> buffer = stackalloc byte[256];
        try
        {
            while (input.Read(buffer) > 0)
            {
                // The content does not matter, only that the other end is open.
            }
        }
        catch (IOException)
        {
            // The other end was closed abruptly.
        }
    }
}
