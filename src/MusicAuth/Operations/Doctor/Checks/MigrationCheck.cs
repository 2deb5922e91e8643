namespace MusicAuth.Operations.Doctor.Checks;

/// <summary>Whether the schema of the database is that of this version.</summary>
internal sealed class MigrationCheck(DatabaseProbe probe) : IDoctorCheck
{
    public async Task<CheckResult> RunAsync(CancellationToken cancellationToken)
    {
        var diagnosis = await probe.ReadAsync(checksIntegrity: false, cancellationToken);
        return new CheckResult([.. Find(diagnosis)]);
    }

    private static IEnumerable<DoctorFinding> Find(DatabaseDiagnosis diagnosis)
    {
        if (diagnosis.Unknown.Count > 0)
        {
            yield return DoctorFinding.Error(
                "database_newer", "Another version of MusicAuth created the schema of the database.",
                $"This version does not know the migration {diagnosis.Unknown[^1]}, and does not start with it.",
                "Run the newer version of MusicAuth ('MusicAuth --version'), or restore the backup from before the "
                + "upgrade ('MusicAuth restore').");
        }
        else if (diagnosis is { Exists: true, Pending.Count: > 0 })
        {
            yield return DoctorFinding.Warning(
                "migrations_pending", "The schema of the database is older than this version of MusicAuth.",
                $"The next start updates the schema (migrations: {diagnosis.Pending.Count}). Until then, the other "
                + "commands do not work.",
                "Run 'MusicAuth serve' of this version.");
        }
    }
}
