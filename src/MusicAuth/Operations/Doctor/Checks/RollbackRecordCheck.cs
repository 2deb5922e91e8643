using Microsoft.Extensions.Options;

namespace MusicAuth.Operations.Doctor.Checks;

/// <summary>Whether MusicAuth can write the rollback record, which detects a restored older database.</summary>
internal sealed class RollbackRecordCheck(IOptions<VaultOptions> options) : IDoctorCheck
{
    public Task<CheckResult> RunAsync(CancellationToken cancellationToken)
    {
        var file = options.Value.MarkFile;
        var folder = Path.GetDirectoryName(file)!;
        // The first start creates the folder of the key.
        var isWritable = PrivateDirectory.IsWritable(folder)
            || (!Directory.Exists(folder) && !File.Exists(options.Value.MasterKeyFile));
        return Task.FromResult(isWritable && !Directory.Exists(file)
            ? CheckResult.Ok
            : CheckResult.Of(DoctorFinding.Warning(
                "rollback_record_not_writable", $"MusicAuth cannot write the rollback record {file}.",
                "It cannot detect that an older copy of the database was restored.",
                "Set Vault:MarkFile to a file in a writable folder apart from the database.")));
    }
}
