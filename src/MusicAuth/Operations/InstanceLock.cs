namespace MusicAuth.Operations;

/// <summary>Keeps a second process away from the data directory; dies with its process, kill -9 included.</summary>
public sealed class InstanceLock : IDisposable
{
    private const string Name = "musicauth.lock";
    private const int WouldBlock = 11;
    private const int WouldBlockOnMac = 35;
    private const int SharingViolation = unchecked((int)0x80070020);

    private FileStream? _held;

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

        try
        {
            _held = new FileStream(Path.Combine(directory, Name), options);
        }
        catch (IOException e) when (e.HResult is WouldBlock or WouldBlockOnMac or SharingViolation)
        {
            throw new StartupException(
                StartupException.DatabaseUnusable,
                $"Another MusicAuth is using {directory}. Stop it, or use PostgreSQL (Database:Kind) for several.",
                e);
        }

        // A full disk shows here, before anything that matters is written.
        _held.SetLength(0);
        _held.Write(System.Text.Encoding.ASCII.GetBytes($"{Environment.ProcessId}\n"));
        _held.Flush(flushToDisk: true);
    }

    public void Dispose() => _held?.Dispose();
}
