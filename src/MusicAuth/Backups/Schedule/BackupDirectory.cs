namespace MusicAuth.Backups.Schedule;

/// <summary>The backups in a folder that MusicAuth has named by their time.</summary>
internal static class BackupDirectory
{
    private const string Pattern = $"musicauth-*{BackupFile.Extension}";

    // A command can write into the folder at the same time. A backup takes less.
    private static readonly TimeSpan MinAge = TimeSpan.FromHours(1);

    public static IEnumerable<string> List(string folder) => Directory.EnumerateFiles(folder, Pattern);

    /// <summary>Deletes all but the newest.</summary>
    public static void DeleteOld(string folder, int keep)
    {
        // The names sort by time.
        foreach (var file in List(folder).OrderDescending(StringComparer.Ordinal).Skip(keep))
            File.Delete(file);
    }

    /// <summary>Deletes what killed processes left behind.</summary>
    public static void DeleteUnfinished(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        var latest = (TimeProvider.System.GetUtcNow() - MinAge).UtcDateTime;
        foreach (var file in Directory.EnumerateFiles(folder, Pattern + BackupMaker.Unfinished)
            .Where(file => File.GetLastWriteTimeUtc(file) < latest))
            File.Delete(file);
    }
}
