using System.Security.Cryptography;

namespace MusicAuth.EndToEnd.Crashes.Disks;

/// <summary>The files of a data directory with their hashes, without the files that every start writes.</summary>
internal static class FolderContent
{
    private static readonly string[] WrittenByEveryStart = ["musicauth.lock", "instance"];

    /// <summary>Without the WAL of the database, which a running broker changes.</summary>
    public static string[] WithoutWal(string folder) =>
        [.. Of(folder).Where(file => !file.StartsWith("musicauth.db-wal ", StringComparison.Ordinal))];

    public static string[] Of(string folder) =>
    [
        .. Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories)
            .Where(path => !WrittenByEveryStart.Contains(Path.GetFileName(path)) && !IsCreatedByReaders(path))
            .Order(StringComparer.Ordinal)
            .Select(path => $"{Path.GetRelativePath(folder, path)} {Hash(path)}"),
    ];

    // SQLite creates these for every reader.
    private static bool IsCreatedByReaders(string path) => path.EndsWith("-shm", StringComparison.Ordinal)
        || (path.EndsWith("-wal", StringComparison.Ordinal) && new FileInfo(path).Length == 0);

    private static string Hash(string path) =>
        Directory.Exists(path) ? "" : Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
}
