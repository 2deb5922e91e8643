namespace MusicAuth.Operations.Startup;

/// <summary>Locks a folder against other processes. The operating system frees the lock at the end of the process.
/// </summary>
internal sealed class DataDirectoryLock : IDisposable
{
    private const string FileName = "musicauth.lock";
    private const int WouldBlock = 11;
    private const int WouldBlockOnMac = 35;
    private const int SharingViolation = unchecked((int)0x80070020);

    // A process that is ending can hold the lock for another moment.
    private const int Attempts = 20;
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(50);

    private readonly List<FileStream> _lockFiles = [];

    public void Acquire(string directory)
    {
        var options = OptionsFor(FileMode.OpenOrCreate, FileAccess.ReadWrite);
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = DurableFile.OwnerOnly;

        var file = Open(directory, options);
        _lockFiles.Add(file);
        // A full disk fails here, before the broker writes anything of value.
        file.SetLength(0);
        file.Write(System.Text.Encoding.ASCII.GetBytes($"{Environment.ProcessId}\n"));
        file.Flush(flushToDisk: true);
    }

    /// <summary>Locks a folder on a read-only disk by its existing lock file, if there is one.</summary>
    public void AcquireReadOnly(string directory)
    {
        if (File.Exists(Path.Combine(directory, FileName)))
            _lockFiles.Add(Open(directory, OptionsFor(FileMode.Open, FileAccess.Read)));
    }

    public void Dispose() => _lockFiles.ForEach(file => file.Dispose());

    private static FileStreamOptions OptionsFor(FileMode mode, FileAccess access) =>
        new() { Mode = mode, Access = access, Share = FileShare.None, BufferSize = 0 };

    private static FileStream Open(string directory, FileStreamOptions options)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream(Path.Combine(directory, FileName), options);
            }
            catch (IOException e) when (e.HResult is WouldBlock or WouldBlockOnMac or SharingViolation)
            {
                if (attempt == Attempts)
                    throw new StartupException(
                        StartupException.DatabaseUnusable,
                        $"Another MusicAuth is using {directory}. Stop that MusicAuth. To run several, use PostgreSQL "
                        + "(Database:Kind) and give each its own DataDirectory.",
                        e);
                Thread.Sleep(Delay);
            }
        }
    }
}
