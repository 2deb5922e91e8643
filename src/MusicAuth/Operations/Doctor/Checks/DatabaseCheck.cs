namespace MusicAuth.Operations.Doctor.Checks;

/// <summary>Whether the database can be reached, and is sound.</summary>
internal sealed class DatabaseCheck(
    IServiceProvider services, DatabaseProbe probe, RollbackRecordFile rollbackRecord) : IDoctorCheck
{
    public async Task<CheckResult> RunAsync(CancellationToken cancellationToken)
    {
        var database = services.GetRequiredService<IDatabaseStartup>();
        try
        {
            var diagnosis = await probe.ReadAsync(checksIntegrity: true, cancellationToken);
            return new CheckResult([.. Find(database, diagnosis)], $"{database.Name} ({diagnosis.Server})");
        }
        catch (Exception failure) when (database.DescribeFailure(failure) is { } message)
        {
            return CheckResult.Of(Unusable(message, database.IsFile));
        }
    }

    private IEnumerable<DoctorFinding> Find(IDatabaseStartup database, DatabaseDiagnosis diagnosis)
    {
        if (diagnosis.Damage.Count > 0)
        {
            yield return DoctorFinding.Error(
                "database_damaged", $"The database {database.Name} is damaged or is not a SQLite database.",
                string.Join(' ', diagnosis.Damage),
                "Stop MusicAuth, move the file away with its -wal and -shm files, and restore a backup in its place "
                + "('MusicAuth restore').");
        }
        else if (!diagnosis.Exists && rollbackRecord.Read() is not null)
        {
            yield return DoctorFinding.Error(
                "database_missing", $"The database {database.Name} is missing or empty, but one existed before.",
                "The rollback record beside the master key belongs to it.",
                "Set DataDirectory or Database:ConnectionString to the right folder or database, or restore a backup "
                + "('MusicAuth restore').");
        }
        else if (!diagnosis.Exists)
        {
            yield return DoctorFinding.Info(
                "database_new", $"The database {database.Name} does not exist yet.", "",
                "Run 'MusicAuth serve', which creates it.");
        }
    }

    // The message states the cause and its remedy.
    private static DoctorFinding Unusable(string message, bool isFile)
    {
        var end = message.IndexOf(". ", StringComparison.Ordinal);
        return DoctorFinding.Error(
            isFile ? "database_unusable" : "database_unreachable", end < 0 ? message : message[..(end + 1)], "",
            $"{(end < 0 ? "" : message[(end + 2)..] + " ")}The setting is Database:ConnectionString.");
    }
}
