namespace MusicAuth.Operations.Doctor.Checks;

/// <summary>Renewed tokens that the database has not stored.</summary>
internal sealed class SpillCheck(
    DoctorVault vault, SpillInspection spill, SpillFolder folder, TimeProvider time) : IDoctorCheck
{
    // A running server stores them within a second where the database takes writes.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public async Task<CheckResult> RunAsync(CancellationToken cancellationToken)
    {
        if (!await vault.OpenAsync(cancellationToken))
            return CheckResult.Ok;
        var (files, oldestAt, undecryptable) = spill.Read();
        List<DoctorFinding> findings = [];
        if (undecryptable.Count > 0)
            findings.Add(Undecryptable(undecryptable));
        // A time in the future comes from a clock that was set back.
        else if (oldestAt is { } oldest && (time.GetUtcNow() - oldest).Duration() > Patience)
            findings.Add(NotEmpty(files));
        // A migrated database that no server has used yet has no folder.
        if (Path.Exists(folder.Path) && folder.FindObstacle() is { } obstacle)
            findings.Add(Unusable(obstacle));
        return new CheckResult(findings);
    }

    private static DoctorFinding Undecryptable(IReadOnlyList<string> files) => DoctorFinding.Error(
        "spill_undecryptable",
        $"Files of the spill folder that no configured master key decrypts: {files.Count}, such as {files[0]}.",
        "The files contain the only copy of renewed tokens. Their users must sign in again if the key is lost.",
        "Add the file of the earlier master key to Vault:PreviousMasterKeyFiles and restart MusicAuth.");

    private static DoctorFinding NotEmpty(int files) => DoctorFinding.Warning(
        "spill_not_empty", $"Renewed token sets that wait in the spill folder: {files}.",
        "The database did not take them. They are safe as long as the data directory and the master key are.",
        "Make the database writable and free space on its disk. If MusicAuth is not running, start it: "
        + "'MusicAuth serve' stores them.");

    private static DoctorFinding Unusable(string obstacle) => DoctorFinding.Error(
        "spill_unusable", $"MusicAuth refreshes no tokens, because {obstacle}.",
        "New tokens could be lost without the spill folder.",
        "Make the folder spill in the DataDirectory a writable folder with free space on its disk.");
}
