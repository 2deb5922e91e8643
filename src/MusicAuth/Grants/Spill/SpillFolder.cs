using Microsoft.Extensions.Options;

namespace MusicAuth.Grants.Spill;

/// <summary>
/// The folder for tokens that the database cannot take. Its reserve file is given up for them on a full disk. Without
/// the reserve no refresh token is sent.
/// </summary>
internal sealed partial class SpillFolder(IOptions<DatabaseOptions> options, ILogger<SpillFolder> logger)
{
    private const int ReserveBytes = 1024 * 1024;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    public const string Name = "spill";

    private readonly Lock _lock = new();
    private long? _failedAt;
    private string? _failure;
    private string? _reportedObstacle;

    public string Path => System.IO.Path.Combine(options.Value.DataDirectoryPath, Name);

    public string Reserve => System.IO.Path.Combine(Path, "reserve");

    private bool HasReserve => new FileInfo(Reserve) is { Exists: true, Length: >= ReserveBytes };

    public string[] ListFiles() =>
        Directory.Exists(Path) ? Directory.GetFiles(Path, $"*{SpillFile.Extension}") : [];

    /// <summary>The reason why tokens might find no room; null where they will.</summary>
    public string? FindObstacle()
    {
        if (!Directory.Exists(Path))
            return File.Exists(Path) ? $"{Path} is a file and not a folder" : $"the folder {Path} is missing";
        if (!PrivateDirectory.IsWritable(Path))
            return $"this user cannot write to the folder {Path}";
        if (HasReserve)
            return null;
        return _failure ?? $"the disk of {Path} has less than {2 * ReserveBytes / 1024 / 1024} MiB of free space";
    }

    /// <summary>Creates the folder and the reserve where they are missing, and logs each change once.</summary>
    public void EnsureReserve()
    {
        lock (_lock)
        {
            try
            {
                CreateReserve();
            }
            catch (Exception failure) when (DurableFile.IsFailure(failure))
            {
                _failedAt = TimeProvider.System.GetTimestamp();
                _failure = $"the reserve {Reserve} cannot be created ({failure.GetType().Name})";
            }

            Report(FindObstacle());
        }
    }

    /// <returns>False where there is no reserve.</returns>
    public bool TryReleaseReserve()
    {
        if (!File.Exists(Reserve))
            return false;
        DurableFile.Delete(Reserve);
        return true;
    }

    private void CreateReserve()
    {
        // A missing data directory can be an unmounted volume, and its mount point is on another disk.
        if (HasReserve || !Directory.Exists(options.Value.DataDirectoryPath)
            || (_failedAt is { } failed && TimeProvider.System.GetElapsedTime(failed) < RetryDelay))
            return;
        PrivateDirectory.Create(Path);
        // The database needs the last free space more.
        if (new DriveInfo(Path).AvailableFreeSpace >= 2 * ReserveBytes)
            // Written, because a file that is only lengthened occupies no space.
            DurableFile.Replace(Reserve, new byte[ReserveBytes]);
        (_failedAt, _failure) = (null, null);
    }

    private void Report(string? obstacle)
    {
        if (obstacle == _reportedObstacle)
            return;
        _reportedObstacle = obstacle;
        if (obstacle is null)
            Log.HasRoom(logger, Path);
        else
            Log.NoRoom(logger, obstacle, Path);
    }

    private static partial class Log
    {
        [LoggerMessage(2106, LogLevel.Error, "No access token is refreshed: {Obstacle}, so new tokens could be lost. "
            + "Make {Folder} a writable folder with free space on its disk; MusicAuth then continues by itself")]
        public static partial void NoRoom(ILogger logger, string obstacle, string folder);

        [LoggerMessage(2108, LogLevel.Information, "The spill folder {Folder} has its reserve again: access tokens are "
            + "refreshed")]
        public static partial void HasRoom(ILogger logger, string folder);
    }
}
