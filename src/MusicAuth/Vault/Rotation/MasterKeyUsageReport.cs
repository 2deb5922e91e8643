using Microsoft.Extensions.Options;

namespace MusicAuth.Vault.Rotation;

/// <summary>Which master key file is still needed, and for how much.</summary>
public sealed partial class MasterKeyUsageReport(
    IEnumerable<IEncryptedStore> places, DerivedKeySet vault, IOptions<VaultOptions> options, ILogger<MasterKeyUsageReport> logger)
{
    public async Task<IReadOnlyList<MasterKeyUsage>> ReadAsync(CancellationToken cancellationToken)
    {
        List<MasterKeyUsage> needs = [];
        foreach (var place in places)
        {
            var uses = await place.CountValuesByKeyAsync(cancellationToken);
            needs.AddRange(uses.GroupBy(use => FileOf(use.KeyId), use => use.Values, StringComparer.Ordinal)
                .Select(group => new MasterKeyUsage(place.Name, group.Key, group.Sum())));
        }

        return needs;
    }

    /// <summary>Says at the start what an operator who changes the master key has to know.</summary>
    public async Task LogAsync(CancellationToken cancellationToken)
    {
        var needs = await ReadAsync(cancellationToken);
        foreach (var lost in needs.Where(need => need.KeyFile is null))
            Log.KeyMissing(logger, lost.Values, lost.StoreName);
        foreach (var file in options.Value.PreviousMasterKeyFiles)
        {
            var values = needs.Where(need => need.KeyFile == file).Sum(need => need.Values);
            if (values > 0)
                Log.StillNeeded(logger, file, values);
            else
                Log.Unused(logger, file);
        }
    }

    // Null where no key that is named sealed it.
    private string? FileOf(byte[] keyId)
    {
        var files = options.Value.PreviousMasterKeyFiles.Prepend(options.Value.MasterKeyFile);
        return vault.All.Zip(files).FirstOrDefault(key => keyId.AsSpan().SequenceEqual(key.First.Id)).Second;
    }

    private static partial class Log
    {
        [LoggerMessage(10, LogLevel.Error, "{Values} values of the {Place} are sealed under a master key that is not "
            + "named, and do not open. Name its file in Vault:PreviousMasterKeyFiles and start again; without it, what "
            + "they held needs a new sign-in")]
        public static partial void KeyMissing(ILogger logger, long values, string place);

        [LoggerMessage(11, LogLevel.Warning, "{Values} values are sealed under the previous master key {File}: run "
            + "'MusicAuth vault rotate' before you take it away")]
        public static partial void StillNeeded(ILogger logger, string file, long values);

        [LoggerMessage(12, LogLevel.Information, "Nothing is sealed under the previous master key {File} any more: "
            + "take it out of Vault:PreviousMasterKeyFiles")]
        public static partial void Unused(ILogger logger, string file);
    }
}
