namespace MusicAuth.Operations.Doctor.Checks;

/// <summary>The age of the last backup, made by schedule, by hand or by another program's schedule.</summary>
internal sealed class BackupCheck(IConfiguration configuration, IServiceProvider services, TimeProvider time)
    : IDoctorCheck
{
    private const string Setting = "Backup:Directory";
    private const int MaxDays = 7;

    public async Task<CheckResult> RunAsync(CancellationToken cancellationToken)
    {
        var times = await ReadTimesAsync(cancellationToken);
        if (configuration[Setting] is not { Length: > 0 } directory)
            return JudgeByHand(times);
        if (!Directory.Exists(directory))
            return CheckResult.Of(DoctorFinding.Warning(
                "backup_directory_missing", $"The folder of the backups {directory} does not exist.",
                "MusicAuth cannot write a backup.", $"Create the folder, or correct {Setting}."));
        var newest = BackupDirectory.List(directory)
            .Select(file => (DateTimeOffset?)File.GetLastWriteTimeUtc(file)).Max();
        if (newest is not { } file)
            return CheckResult.Of(DoctorFinding.Warning(
                "backup_missing", $"The folder {directory} contains no backup.", "",
                $"Run 'MusicAuth backup {Path.TrimEndingDirectorySeparator(directory)}/', and read the log for the "
                + "reason."));
        // A backup by hand counts too: the schedule waits for its age.
        return Judge(
            times.LastGoodAt > file ? times.LastGoodAt.Value : file,
            $"Read the log for the reason, check the free space of {Setting}, and run 'MusicAuth backup'.");
    }

    private CheckResult JudgeByHand(BackupTimes times)
    {
        const string remedy = "Run 'MusicAuth backup FILE', or set Backup:Directory and Backup:Passphrase for one "
            + "every day.";
        if (times.LastGoodAt is { } at)
            return Judge(at, remedy);
        return DaysSince(times.FirstUserAt) > MaxDays
            ? CheckResult.Of(DoctorFinding.Info("backup_missing", "This MusicAuth has no backup.", "", remedy))
            : new CheckResult([], "not scheduled");
    }

    private CheckResult Judge(DateTimeOffset at, string remedy)
    {
        var days = DaysSince(at);
        return days <= MaxDays
            ? new CheckResult([], $"{days} days old")
            : CheckResult.Of(DoctorFinding.Warning("backup_old", $"The last backup is {days} days old.", "", remedy));
    }

    private int DaysSince(DateTimeOffset? at) => at is { } then ? (int)(time.GetUtcNow() - then).TotalDays : 0;

    // The other checks report a database that cannot be read; the folder can still be judged.
    private async Task<BackupTimes> ReadTimesAsync(CancellationToken cancellationToken)
    {
        var database = services.GetRequiredService<IDatabaseStartup>();
        try
        {
            return await database.InspectBySqlAsync(
                async (connection, cancellation) => connection is null
                    ? BackupTimes.Unknown
                    : (await connection.ListAsync(BackupTimes.Sql, BackupTimes.Of, cancellation))[0],
                cancellationToken);
        }
        catch (Exception failure) when (database.DescribeFailure(failure) is not null)
        {
            return BackupTimes.Unknown;
        }
    }
}
