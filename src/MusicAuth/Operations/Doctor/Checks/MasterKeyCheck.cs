using Microsoft.Extensions.Options;

namespace MusicAuth.Operations.Doctor.Checks;

/// <summary>Whether the master key is private, and belongs to the database.</summary>
internal sealed class MasterKeyCheck(
    IOptions<VaultOptions> vaultOptions, IOptions<DatabaseOptions> databaseOptions, MasterKeyFile files,
    DoctorVault vault) : IDoctorCheck
{
    public async Task<CheckResult> RunAsync(CancellationToken cancellationToken)
    {
        var path = vaultOptions.Value.MasterKeyFile;
        try
        {
            if (!await vault.OpenAsync(cancellationToken) && FindObstacleOfStart(path) is { } obstacle)
                return new CheckResult([obstacle], path);
        }
        catch (MasterKeyUnusableException failure)
        {
            return new CheckResult([Describe(path, failure)], path);
        }

        return new CheckResult(IsBesideData(path) ? [BesideData(path)] : [], path);
    }

    // The start reads all keys, and creates the current one for a new database.
    private DoctorFinding? FindObstacleOfStart(string path)
    {
        foreach (var file in vaultOptions.Value.PreviousMasterKeyFiles)
            files.Read(file).Dispose();
        if (Path.Exists(path))
        {
            files.Read(path).Dispose();
            return null;
        }

        var folder = Path.GetDirectoryName(path)!;
        return PrivateDirectory.IsWritableOrNew(folder)
            ? null
            : DoctorFinding.Error(
                "master_key_unusable", $"This user cannot create the master key {path}.", "MusicAuth does not start.",
                $"Make the folder {folder} writable for the user {Environment.UserName}, or set Vault:MasterKeyFile to "
                + "a file in another folder.");
    }

    private bool IsBesideData(string path) => File.Exists(path)
        && RealPath.Resolve(Path.GetDirectoryName(path)!)
            == RealPath.Resolve(databaseOptions.Value.DataDirectoryPath);

    private static DoctorFinding Describe(string current, MasterKeyUnusableException failure)
    {
        if (failure.IsDatabaseIncomplete)
        {
            return DoctorFinding.Error(
                "master_key_unusable", failure.Message, "MusicAuth does not start.",
                "Restore a backup into an empty database ('MusicAuth restore').");
        }

        var path = failure.File ?? current;
        var isOpen = !OperatingSystem.IsWindows() && File.Exists(path)
            && (File.GetUnixFileMode(path) & MasterKeyFile.OtherUsers) != UnixFileMode.None;
        var setting = path == current ? "Vault:MasterKeyFile" : "Vault:PreviousMasterKeyFiles";
        return DoctorFinding.Error(
            isOpen ? "master_key_open" : "master_key_unusable", failure.Message, "MusicAuth does not start.",
            isOpen ? $"Run: chmod 600 {path}" : $"Restore {path} from your backup, or correct {setting}.");
    }

    private static DoctorFinding BesideData(string path) => DoctorFinding.Info(
        "key_beside_data", $"The master key {path} is in the data directory.",
        "A copy of that folder contains the encrypted tokens together with their key.",
        "Set Vault:MasterKeyFile to a file in another folder, and move the file and its .mark file there.");
}
