using Microsoft.Extensions.Options;

namespace MusicAuth.Operations.Cli.Vault;

/// <summary>
/// The command <c>vault rotate</c>: re-encrypts all stored data with the current master key. The broker can run
/// meanwhile: the command does not take its lock.
/// </summary>
internal sealed class RotateMasterKeyCommand(
    IOptions<VaultOptions> options, IDatabaseStartup database, IDatabaseDialect dialect,
    MasterKeyLoader masterKey, DerivedKeySet keys, MasterKeyRotation rotation, MasterKeyUsageReport usageReport)
{
    private const int TryAgain = 75;

    public static Verb Create(CommandHost host)
    {
        var verb = new Verb(
            "rotate", "Re-encrypts all stored data with the current master key while MusicAuth keeps running.")
        {
            Examples = ["vault rotate"],
            ExitCodes = [.. Verb.OfDatabase, (TryAgain, "Another run can finish the work.")],
        };
        verb.SetAction(parsed => host.RunQuietlyAsync(
            parsed,
            services => services.GetRequiredService<RotateMasterKeyCommand>().RunAsync(
                parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, CancellationToken.None)));
        return verb;
    }

    /// <returns>0; 78 where a value cannot be decrypted; 75 where another run can finish the work.</returns>
    public Task<int> RunAsync(TextWriter output, TextWriter error, CancellationToken cancellationToken) =>
        StartupErrors.TranslateAsync(database.DescribeFailure, async () =>
        {
            await LoadKeysAsync(cancellationToken);
            var results = await rotation.RunAsync(cancellationToken);
            foreach (var (store, result) in results)
                await output.WriteLineAsync($"{result.Reencrypted,8} rows re-encrypted with the current key: {store}");
            var isErased = await dialect.TruncateWalAsync(cancellationToken);
            // A broker can have started with another key meanwhile.
            await LoadKeysAsync(cancellationToken);
            var usages = await usageReport.ReadAsync(cancellationToken);
            List<string> undecryptable = [.. results.Values.SelectMany(result => result.Undecryptable)];
            return await ReportAsync(undecryptable, usages, isErased, output, error);
        });

    private async Task LoadKeysAsync(CancellationToken cancellationToken)
    {
        var metadata = await ExistingInstance.ReadMetadataAsync(database, cancellationToken);
        masterKey.Load(metadata);
        // A broker with another key could not decrypt the re-encrypted values and would encrypt with its own key.
        if (!metadata.KeyId.AsSpan().SequenceEqual(keys.Current.Id))
        {
            throw new StartupException(
                TryAgain,
                $"MusicAuth last used {database.Name} with a master key other than {options.Value.MasterKeyFile}. "
                + "Restart MusicAuth with the settings of this command, then run the command again.");
        }
    }

    private async Task<int> ReportAsync(
        List<string> undecryptable, IReadOnlyList<MasterKeyUsage> usages, bool isErased, TextWriter output,
        TextWriter error)
    {
        var currentFile = options.Value.MasterKeyFile;
        foreach (var usage in usages)
            await output.WriteLineAsync($"{usage.Values,8} values encrypted with {usage.KeyFile ?? "an unknown key"}: "
                + $"{usage.StoreName}");
        var isLost = undecryptable.Count > 0 || usages.Any(usage => usage.KeyFile is null);
        if (isLost)
            await ReportUndecryptableAsync(undecryptable, error);
        foreach (var usage in usages.Where(usage => usage.KeyFile is not null && usage.KeyFile != currentFile))
            await error.WriteLineAsync($"musicauth: {RemedyFor(usage)}");
        if (!isErased)
            await error.WriteLineAsync("musicauth: The write-ahead log of the database still contains the replaced "
                + "values, because a reader holds it open. Run this command again.");
        var usedFiles = usages.Select(usage => usage.KeyFile).ToHashSet(StringComparer.Ordinal);
        foreach (var file in options.Value.PreviousMasterKeyFiles
            .Where(file => isErased && !isLost && !usedFiles.Contains(file)))
        {
            await output.WriteLineAsync(
                $"The key file {file} no longer encrypts any data. Remove it from Vault:PreviousMasterKeyFiles, "
                + "restart MusicAuth, and destroy the file.");
        }

        if (isLost)
            return StartupException.MasterKeyUnusable;
        return isErased && usages.All(usage => usage.KeyFile == currentFile) ? 0 : TryAgain;
    }

    private static string RemedyFor(MasterKeyUsage usage) => usage.StoreName == SpillEncryptedStore.StoreName
        ? $"Token sets in the spill folder that are encrypted with {usage.KeyFile}: {usage.Values}. Wait until "
            + "/health/ready reports ready, then run this command again."
        : $"Values of the {usage.StoreName} that are encrypted with {usage.KeyFile}: {usage.Values}. Restart every "
            + "MusicAuth on this database with the new key, then run this command again.";

    private static async Task ReportUndecryptableAsync(List<string> undecryptable, TextWriter error)
    {
        foreach (var name in undecryptable)
            await error.WriteLineAsync($"musicauth: {name} cannot be decrypted.");
        await error.WriteLineAsync($"musicauth: Rows that cannot be decrypted ({undecryptable.Count}) are damaged or "
            + "encrypted with a key that is not configured. If you have an older key file, add it to "
            + "Vault:PreviousMasterKeyFiles, restart MusicAuth and run this command again. Otherwise a new sign-in "
            + "replaces a grant, and you can delete a row of the key ring.");
    }
}
