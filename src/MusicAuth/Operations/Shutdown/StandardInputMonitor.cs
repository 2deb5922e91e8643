namespace MusicAuth.Operations.Shutdown;

/// <summary>Stops the broker when whoever started it is gone, even by kill -9: our standard input closes.</summary>
internal static class StandardInputMonitor
{
    public static void StopWhenClosed(IHostApplicationLifetime lifetime)
    {
        // A thread of its own: reading standard input blocks and cannot be cancelled.
        new Thread(() =>
        {
            ReadToEnd();
            lifetime.StopApplication();
        })
        {
            IsBackground = true,
            Name = "standard input watch",
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
                // What is said there is of no interest, only that somebody holds the other end.
            }
        }
        catch (IOException)
        {
            // Closed the hard way.
        }
    }
}
