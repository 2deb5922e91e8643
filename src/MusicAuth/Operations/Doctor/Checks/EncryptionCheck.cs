using Microsoft.Extensions.Options;

namespace MusicAuth.Operations.Doctor.Checks;

/// <summary>Whether the configured master keys decrypt every encrypted value.</summary>
internal sealed class EncryptionCheck(
    DoctorVault vault, MasterKeyUsageReport usageReport, IEnumerable<IEncryptedStore> stores,
    IOptions<VaultOptions> options) : IDoctorCheck
{
    public async Task<CheckResult> RunAsync(CancellationToken cancellationToken)
    {
        if (!await vault.OpenAsync(cancellationToken))
            return CheckResult.Ok;
        var usages = await usageReport.ReadAsync(cancellationToken);
        List<DoctorFinding> findings =
        [
            .. usages.Where(usage => usage.KeyFile is null).Select(UnknownKey),
            .. options.Value.PreviousMasterKeyFiles.Select(file => PreviousKey(file, usages)).OfType<DoctorFinding>(),
        ];
        var unknown = usages.Where(usage => usage.KeyFile is null).Select(usage => usage.StoreName).ToList();
        foreach (var store in stores.Where(store => !unknown.Contains(store.Name, StringComparer.Ordinal)))
        {
            if (await store.FindUndecryptableAsync(cancellationToken) is { Count: > 0 } rows)
                findings.Add(Damaged(store.Name, rows));
        }

        var values = usages.Sum(usage => usage.Values);
        return new CheckResult(findings, values == 1 ? "1 value" : $"{values} values");
    }

    private static DoctorFinding UnknownKey(MasterKeyUsage usage) => DoctorFinding.Error(
        "key_unknown",
        $"Values of the {usage.StoreName} that are encrypted with a master key that is not configured: {usage.Values}.",
        "MusicAuth cannot decrypt them. Without that key the users must sign in again.",
        "Add the file of that key to Vault:PreviousMasterKeyFiles and restart MusicAuth.");

    private static DoctorFinding? PreviousKey(string file, IReadOnlyList<MasterKeyUsage> usages)
    {
        var values = usages.Where(usage => usage.KeyFile == file).Sum(usage => usage.Values);
        return values > 0
            ? DoctorFinding.Warning(
                "previous_key_in_use", $"Values that the previous master key {file} still encrypts: {values}.",
                "They are lost with that file.", "Run 'MusicAuth vault rotate'.")
            : DoctorFinding.Info(
                "previous_key_unused", $"The previous master key {file} no longer encrypts any data.", "",
                "Remove it from Vault:PreviousMasterKeyFiles, restart MusicAuth, and destroy the file.");
    }

    private static DoctorFinding Damaged(string store, IReadOnlyList<string> rows) => DoctorFinding.Error(
        "value_undecryptable", $"Rows of the {store} that cannot be decrypted: {rows.Count}, such as {rows[0]}.",
        "The rows are damaged, or were copied from another row or database.",
        "Restore a backup ('MusicAuth restore'), or let the users sign in again: that replaces a grant.");
}
