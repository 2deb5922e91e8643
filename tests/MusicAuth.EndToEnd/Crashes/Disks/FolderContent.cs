using System.Security.Cryptography;

namespace MusicAuth.EndToEnd.Crashes.Disks;

/// <summary>Every file of a data directory with the hash of its content, apart from those of every start.</summary>
internal static class FolderContent
{
    private static readonly string[] OfEveryStart = ["musicauth.lock", "instance"];

    /// <summary>Without the log of the database, into which a running broker writes.</summary>
    public static string[] WithoutLog(string folder) =>
        [.. Of(folder).Where(file => !file.StartsWith("musicauth.db-wal ", StringComparison.Ordinal))];

    public static string[] Of(string folder) =>
    [
        .. Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories)
            .Where(path => !OfEveryStart.Contains(Path.GetFileName(path)) && !IsOfReaders(path))
            .Order(StringComparer.Ordinal)
            .Select(path => $"{Path.GetRelativePath(folder, path)} {Hash(path)}"),
    ];

    // SQLite creates these for every reader.
    private static bool IsOfReaders(string path) => path.EndsWith("-shm", StringComparison.Ordinal)
        || (path.EndsWith("-wal", StringComparison.Ordinal) && new FileInfo(path).Length == 0);

    private static string Hash(string path) =>
        Directory.Exists(path) ? "" : Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
}
