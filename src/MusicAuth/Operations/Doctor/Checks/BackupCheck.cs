namespace MusicAuth.Operations.Doctor.Checks;

/// <summary>The age of the newest backup, where MusicAuth makes backups.</summary>
internal sealed class BackupCheck(IConfiguration configuration, TimeProvider time) : IDoctorCheck
{
    private const string Setting = "Backup:Directory";
    private const int MaxDays = 7;

    public Task<CheckResult> RunAsync(CancellationToken cancellationToken)
    {
        if (configuration[Setting] is not { Length: > 0 } directory)
            return Task.FromResult(new CheckResult([], "not scheduled"));
        if (!Directory.Exists(directory))
            return Task.FromResult(CheckResult.Of(DoctorFinding.Warning(
                "backup_directory_missing", $"The folder of the backups {directory} does not exist.",
                "MusicAuth cannot write a backup.", $"Create the folder, or correct {Setting}.")));
        var newest = new DirectoryInfo(directory).EnumerateFiles()
            .Select(file => (DateTimeOffset?)file.LastWriteTimeUtc).Max();
        return Task.FromResult(Judge(directory, newest));
    }

    private CheckResult Judge(string directory, DateTimeOffset? newest)
    {
        if (newest is not { } at)
            return CheckResult.Of(DoctorFinding.Warning(
                "backup_missing", $"The folder {directory} contains no backup.", "",
                $"Run 'MusicAuth backup {Path.Combine(directory, "musicauth.backup")}', and read the log for the "
                + "reason."));
        var days = (int)(time.GetUtcNow() - at).TotalDays;
        return days <= MaxDays
            ? new CheckResult([], $"{days} days old")
            : CheckResult.Of(DoctorFinding.Warning(
                "backup_old", $"The newest backup is {days} days old.", "",
                $"Read the log for the reason, check the free space of {Setting}, and run 'MusicAuth backup'."));
    }
}
