using Microsoft.Extensions.Options;

namespace MusicAuth.Vault;

/// <summary>Which master key file is still needed, and for how much.</summary>
public sealed partial class KeyCensus(
    IEnumerable<ISealedPlace> places, VaultKeys vault, IOptions<VaultOptions> options, ILogger<KeyCensus> logger)
{
    public async Task<IReadOnlyList<KeyNeed>> TakeAsync(CancellationToken cancellationToken)
    {
        List<KeyNeed> needs = [];
        foreach (var place in places)
        {
            var uses = await place.CountAsync(cancellationToken);
            needs.AddRange(uses.GroupBy(use => FileOf(use.KeyId), use => use.Values, StringComparer.Ordinal)
                .Select(group => new KeyNeed(place.Name, group.Key, group.Sum())));
        }

        return needs;
    }

    /// <summary>Says at the start what an operator who changes the master key has to know.</summary>
    public async Task TellAsync(CancellationToken cancellationToken)
    {
        var needs = await TakeAsync(cancellationToken);
        foreach (var lost in needs.Where(need => need.File is null))
            Log.KeyMissing(logger, lost.Values, lost.Place);
        foreach (var file in options.Value.PreviousMasterKeyFiles)
        {
            var values = needs.Where(need => need.File == file).Sum(need => need.Values);
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

/// <summary>What a master key is needed for.</summary>
/// <param name="Place">Where the values are.</param>
/// <param name="File">The key's file; null where none that is named sealed them.</param>
/// <param name="Values">How many.</param>
public sealed record KeyNeed(string Place, string? File, long Values);
