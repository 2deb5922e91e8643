namespace MusicAuth.Operations.Doctor.Checks;

/// <summary>The age of the last backup, made by schedule, by hand or by another program's schedule.</summary>
internal sealed class BackupCheck(IConfiguration configuration, IServiceProvider services, TimeProvider time)
    : IDoctorCheck
{
    private const string Setting = "Backup:Directory";

    public async Task<CheckResult> RunAsync(CancellationToken cancellationToken)
    {
        var (times, instance) = await ReadAsync(cancellationToken);
        if (configuration[Setting] is not { Length: > 0 } directory)
            return CheckManualBackups(times ?? BackupTimes.Unknown);
        var isMissing = !Directory.Exists(directory);
        List<NamedBackup> backups = isMissing ? [] : [.. BackupDirectory.List(directory, instance)];
        // The schedule creates the folder, and makes no backup before there is a user.
        if (backups.Count == 0 && times is { LastGoodAt: null, FirstUserAt: null })
            return new CheckResult([], "no users yet");
        if (isMissing)
            return CheckResult.Of(DoctorFinding.Warning(
                "backup_directory_missing", $"The folder of the backups {directory} does not exist.",
                "MusicAuth cannot write a backup.", $"Create the folder, or correct {Setting}."));
        if (backups.Count == 0)
            return CheckResult.Of(DoctorFinding.Warning(
                "backup_missing", $"The folder {directory} contains no backup of this MusicAuth.", "",
                $"Run 'MusicAuth backup {Path.TrimEndingDirectorySeparator(directory)}/', and read the log for the "
                + "reason."));
        // A backup by hand counts too: the schedule waits for its age.
        return CheckAge(
            backups.Select(backup => (DateTimeOffset?)File.GetLastWriteTimeUtc(backup.File)).Append(times?.LastGoodAt),
            $"Read the log for the reason, check the free space of {Setting}, and run 'MusicAuth backup'.");
    }

    private CheckResult CheckManualBackups(BackupTimes times)
    {
        const string remedy = "Run 'MusicAuth backup FILE', or set Backup:Directory and Backup:Passphrase for one "
            + "every day.";
        if (times.LastGoodAt is not null)
            return CheckAge([times.LastGoodAt], remedy);
        return time.GetUtcNow() - times.FirstUserAt > BackupTimes.MaxAge
            ? CheckResult.Of(DoctorFinding.Info("backup_missing", "This MusicAuth has no backup.", "", remedy))
            : new CheckResult([], "not scheduled");
    }

    private CheckResult CheckAge(IEnumerable<DateTimeOffset?> times, string remedy)
    {
        var now = time.GetUtcNow();
        if (times.Select(at => BackupTimes.Plausible(at, now)).Max() is not { } newest)
            return CheckResult.Of(DoctorFinding.Warning(
                "backup_old", "The time of the last backup is in the future.",
                "The clock of this machine was wrong, so the age of the backup is unknown.", remedy));
        var age = now - newest;
        var days = (int)age.TotalDays;
        return age <= BackupTimes.MaxAge
            ? new CheckResult([], $"made {newest:yyyy-MM-dd HH:mm} UTC")
            : CheckResult.Of(DoctorFinding.Warning("backup_old", $"The last backup is {days} days old.", "", remedy));
    }

    // The other checks report a database that cannot be read; the folder can still be checked.
    private async Task<(BackupTimes? Times, string? Instance)> ReadAsync(CancellationToken cancellationToken)
    {
        var database = services.GetRequiredService<IDatabaseStartup>();
        try
        {
            return await database.InspectBySqlAsync(ReadBySqlAsync, cancellationToken);
        }
        catch (Exception failure) when (database.DescribeFailure(failure) is not null)
        {
            return (null, null);
        }
    }

    private static async Task<(BackupTimes? Times, string? Instance)> ReadBySqlAsync(
        PlainConnection? connection, CancellationToken cancellationToken)
    {
        if (connection is null)
            return (BackupTimes.Unknown, null);
        var metadata = await InstanceMetadataQuery.ReadAsync(connection, cancellationToken);
        var times = await connection.ListAsync(BackupTimes.Sql, BackupTimes.Of, cancellationToken);
        return (times[0], metadata is null ? null : NamedBackup.ShortOf(metadata.InstanceId));
    }
}
