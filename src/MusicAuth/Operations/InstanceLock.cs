namespace MusicAuth.Operations;

/// <summary>Keeps a second process away from the data directory; dies with its process, kill -9 included.</summary>
public sealed class InstanceLock : IDisposable
{
    private const string Name = "musicauth.lock";
    private const int WouldBlock = 11;
    private const int WouldBlockOnMac = 35;
    private const int SharingViolation = unchecked((int)0x80070020);

    // A process that is just ending may hold it for another moment.
    private const int Attempts = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly List<FileStream> _held = [];

    /// <exception cref="StartupException">Another process holds it.</exception>
    public void Take(string directory)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

        var held = Open(directory, options);
        _held.Add(held);
        // A full disk shows here, before anything that matters is written.
        held.SetLength(0);
        held.Write(System.Text.Encoding.ASCII.GetBytes($"{Environment.ProcessId}\n"));
        held.Flush(flushToDisk: true);
    }

    public void Dispose() => _held.ForEach(held => held.Dispose());

    private static FileStream Open(string directory, FileStreamOptions options)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream(Path.Combine(directory, Name), options);
            }
            catch (IOException e) when (e.HResult is WouldBlock or WouldBlockOnMac or SharingViolation)
            {
                if (attempt == Attempts)
                    throw new StartupException(
                        StartupException.DatabaseUnusable,
                        $"Another MusicAuth is using {directory}. Stop it. Several need PostgreSQL (Database:Kind), "
                        + "and a DataDirectory each.",
                        e);
                Thread.Sleep(Pause);
            }
        }
    }
}
