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
            if (!await vault.OpenAsync(cancellationToken) && File.Exists(path))
                files.Read(path).Dispose();
        }
        catch (MasterKeyUnusableException failure)
        {
            return new CheckResult([Describe(path, failure)], path);
        }

        return new CheckResult(IsBesideData(path) ? [BesideData(path)] : [], path);
    }

    private bool IsBesideData(string path) => File.Exists(path)
        && RealPath.Resolve(Path.GetDirectoryName(path)!)
            == RealPath.Resolve(databaseOptions.Value.DataDirectoryPath);

    private static DoctorFinding Describe(string path, MasterKeyUnusableException failure)
    {
        var isOpen = !OperatingSystem.IsWindows() && File.Exists(path)
            && (File.GetUnixFileMode(path) & MasterKeyFile.OtherUsers) != UnixFileMode.None;
        var remedy = isOpen
            ? $"Run: chmod 600 {path}"
            : "Restore the file of Vault:MasterKeyFile from your backup, or correct the setting.";
        return DoctorFinding.Error(
            isOpen ? "master_key_open" : "master_key_unusable", failure.Message, "MusicAuth does not start.", remedy);
    }

    private static DoctorFinding BesideData(string path) => DoctorFinding.Info(
        "key_beside_data", $"The master key {path} is in the data directory.",
        "A copy of that folder contains the encrypted tokens together with their key.",
        "Set Vault:MasterKeyFile to a file in another folder, and move the file and its .mark file there.");
}
