namespace MusicAuth.Operations.Startup;

/// <summary>Keeps a second process away from a folder; dies with its process, kill -9 included.</summary>
public sealed class DataDirectoryLock : IDisposable
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
    public void Acquire(string directory)
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

        var file = Open(directory, options);
        _held.Add(file);
        // A full disk shows here, before anything that matters is written.
        file.SetLength(0);
        file.Write(System.Text.Encoding.ASCII.GetBytes($"{Environment.ProcessId}\n"));
        file.Flush(flushToDisk: true);
    }

    /// <summary>The same in a folder that takes no writes, by the lock file that lies there, if one does.</summary>
    /// <exception cref="StartupException">Another process holds it.</exception>
    public void AcquireReadOnly(string directory)
    {
        if (!File.Exists(Path.Combine(directory, Name)))
            return;
        _held.Add(Open(directory, new FileStreamOptions
        {
            Mode = FileMode.Open,
            Access = FileAccess.Read,
            Share = FileShare.None,
            BufferSize = 0,
        }));
    }

    public void Dispose() => _held.ForEach(file => file.Dispose());

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
                        $"Another MusicAuth is using {directory}. Stop that MusicAuth. To run several, use PostgreSQL "
                        + "(Database:Kind) and give each its own DataDirectory.",
                        e);
                Thread.Sleep(Pause);
            }
        }
    }
}
