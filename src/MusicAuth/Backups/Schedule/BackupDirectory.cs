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

    /// <summary>Deletes all but the newest backups of an instance. The one that it has just made stays.</summary>
    public static void DeleteOld(BackupResult made, int keep)
    {
        var (name, now) = (Path.GetFileName(made.File), made.Manifest.CreatedAt);
        var others = List(Path.GetDirectoryName(made.File)!, NamedBackup.ShortOf(made.Manifest.InstanceId))
            .Where(backup => Path.GetFileName(backup.File) != name);
        // A time in the future comes from a wrong clock: the backup is older than the new one.
        foreach (var old in others.OrderByDescending(backup => BackupTimes.Plausible(backup.CreatedAt, now) is not null)
            .ThenByDescending(backup => backup.CreatedAt).Skip(keep - 1))
            File.Delete(old.File);
    }

    /// <summary>Deletes what killed processes of any instance left behind.</summary>
    public static void DeleteUnfinished(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        var latest = (TimeProvider.System.GetUtcNow() - MinAge).UtcDateTime;
        foreach (var file in Directory.EnumerateFiles(folder, NamedBackup.Pattern + BackupMaker.Unfinished)
            .Where(file => NamedBackup.TryParse(file[..^BackupMaker.Unfinished.Length]) is not null
                && File.GetLastWriteTimeUtc(file) < latest))
            File.Delete(file);
    }
}
