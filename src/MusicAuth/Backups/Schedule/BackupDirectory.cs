namespace MusicAuth.Backups.Schedule;

/// <summary>
/// The named backups in a folder, which several instances can use: an instance counts and deletes only the files with
/// its own id in their names. All other files stay, also those of development versions, which had no id in their names.
/// </summary>
internal static class BackupDirectory
{
    // A command can write into the folder at the same time. A backup takes less.
    private static readonly TimeSpan MinAge = TimeSpan.FromHours(1);

    /// <param name="folder">The folder.</param>
    /// <param name="instance">The end of the instance id; null for the backups of all instances.</param>
    public static IEnumerable<NamedBackup> List(string folder, string? instance) =>
        Directory.EnumerateFiles(folder, NamedBackup.Pattern).Select(NamedBackup.TryParse).OfType<NamedBackup>()
            .Where(backup => instance is null || backup.Instance == instance);

    /// <summary>Lists all but the newest backups of an instance, without the one that it has just made.</summary>
    public static IEnumerable<string> ListOld(BackupResult made, int keep)
    {
        var (name, now) = (Path.GetFileName(made.File), made.Manifest.CreatedAt);
        var others = List(Path.GetDirectoryName(made.File)!, NamedBackup.ShortOf(made.Manifest.InstanceId))
            .Where(backup => Path.GetFileName(backup.File) != name);
        // A time in the future comes from a wrong clock: the backup is older than the new one.
        return others.OrderByDescending(backup => BackupTimes.Plausible(backup.CreatedAt, now) is not null)
            .ThenByDescending(backup => backup.CreatedAt).Skip(keep - 1).Select(backup => backup.File);
    }

    /// <summary>Lists the unfinished files that killed processes of any instance left behind.</summary>
    public static IEnumerable<string> ListUnfinished(string folder)
    {
        if (!Directory.Exists(folder))
            return [];
        var latest = (TimeProvider.System.GetUtcNow() - MinAge).UtcDateTime;
        return Directory.EnumerateFiles(folder, NamedBackup.Pattern + BackupMaker.Unfinished)
            .Where(file => NamedBackup.TryParse(file[..^BackupMaker.Unfinished.Length]) is not null
                && File.GetLastWriteTimeUtc(file) < latest);
    }
}
