using Microsoft.Extensions.Options;

namespace MusicAuth.Vault.Rotation;

/// <summary>Counts the values that each master key encrypts, so that an operator can remove an unused key.</summary>
internal sealed partial class MasterKeyUsageReport(
    IEnumerable<IEncryptedStore> stores, DerivedKeySet keys, IOptions<VaultOptions> options,
    ILogger<MasterKeyUsageReport> logger)
{
    public Task<IReadOnlyList<MasterKeyUsage>> ReadAsync(CancellationToken cancellationToken) =>
        ReadAsync(skippedKey: [], cancellationToken);

    // The log needs only the values of other keys, and the current key encrypts nearly all values.
    public async Task LogAsync(CancellationToken cancellationToken)
    {
        var usages = await ReadAsync(keys.Current.Id, cancellationToken);
        foreach (var usage in usages.Where(usage => usage.KeyFile is null))
            Log.KeyMissing(logger, usage.Values, usage.StoreName);
        foreach (var file in options.Value.PreviousMasterKeyFiles)
        {
            var values = usages.Where(usage => usage.KeyFile == file).Sum(usage => usage.Values);
            if (values > 0)
                Log.StillNeeded(logger, file, values);
            else
                Log.Unused(logger, file);
        }
    }

    private async Task<IReadOnlyList<MasterKeyUsage>> ReadAsync(byte[] skippedKey, CancellationToken cancellationToken)
    {
        List<MasterKeyUsage> usages = [];
        foreach (var store in stores)
        {
            var counts = await store.CountValuesByKeyAsync(skippedKey, cancellationToken);
            usages.AddRange(counts.GroupBy(count => FileOf(count.KeyId), count => count.Values, StringComparer.Ordinal)
                .Select(group => new MasterKeyUsage(store.Name, group.Key, group.Sum())));
        }

        return usages;
    }

    private string? FileOf(byte[] keyId)
    {
        var files = options.Value.PreviousMasterKeyFiles.Prepend(options.Value.MasterKeyFile);
        return keys.All.Zip(files).FirstOrDefault(key => keyId.AsSpan().SequenceEqual(key.First.Id)).Second;
    }

    private static partial class Log
    {
        [LoggerMessage(7010, LogLevel.Error, "{Values} values of the {Place} are encrypted with a master key that is "
            + "not configured, so MusicAuth cannot decrypt them. Add the key file to Vault:PreviousMasterKeyFiles and "
            + "restart. Without that key the users must sign in again")]
        public static partial void KeyMissing(ILogger logger, long values, string place);

        [LoggerMessage(7011, LogLevel.Warning, "The previous master key {File} still encrypts {Values} values. Run "
            + "'MusicAuth vault rotate' before you remove the key")]
        public static partial void StillNeeded(ILogger logger, string file, long values);

        [LoggerMessage(7012, LogLevel.Information, "The previous master key {File} no longer encrypts any data. Remove "
            + "it from Vault:PreviousMasterKeyFiles")]
        public static partial void Unused(ILogger logger, string file);
    }
}
