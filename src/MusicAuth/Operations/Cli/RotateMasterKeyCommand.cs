using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace MusicAuth.Operations.Cli;

/// <summary>
/// The verbs <c>vault rotate</c> and <c>vault new-key</c>: from one master key to the next, beside the broker. They
/// take no lock of it.
/// </summary>
public sealed class RotateMasterKeyCommand(
    IStartupValidator configuration, IOptions<VaultOptions> options, IServiceProvider services, MasterKeyLoader unsealing,
    DerivedKeySet vault, MasterKeyRotation rotation, MasterKeyUsageReport census)
{
    private const int TryAgain = 75;

    /// <summary>Makes a new master key's file.</summary>
    public static async Task<int> CreateKeyAsync(string file, TextWriter output, TextWriter error)
    {
        if (string.IsNullOrWhiteSpace(file))
            return await new StartupError(StartupError.Configuration, ["'new-key' requires the path of a new file."])
                .WriteAsync(error);
        var path = Path.GetFullPath(file);
        try
        {
            if (Path.Exists(path))
                throw new MasterKeyUnusableException($"The file {path} already exists and was not overwritten. Choose "
                    + "the path of a new file.");
            new MasterKeyFile(NullLogger<MasterKeyFile>.Instance).Create(path).Dispose();
        }
        catch (MasterKeyUnusableException refused)
        {
            await error.WriteLineAsync($"musicauth: {refused.Message}");
            return StartupException.MasterKeyUnusable;
        }

        await output.WriteLineAsync(
            $"""
            Created {path}. Back it up separately from the database.
            To use the new key, set Vault:MasterKeyFile to this file, add the previous file to
            Vault:PreviousMasterKeyFiles, restart MusicAuth, and run 'MusicAuth vault rotate'.
            """);
        return 0;
    }

    /// <summary>Puts all that is sealed under the current master key, and looks whether it is.</summary>
    /// <returns>0, or what remains: 78 where something does not open, 75 where another run may help.</returns>
    /// <exception cref="StartupException">Nothing was done; the message says why and what mends it.</exception>
    public async Task<int> RunAsync(TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        StartupError.RequireValid(configuration.Validate);
        var database = services.GetRequiredService<IDatabaseStartup>();
        try
        {
            await UnsealAsync(database, cancellationToken);
            var done = await rotation.RunAsync(cancellationToken);
            foreach (var (place, walk) in done)
                await output.WriteLineAsync($"{walk.Reencrypted,8} rows re-encrypted with the current key: {place}");
            var isErased = await services.GetRequiredService<IDatabaseDialect>().TruncateWalAsync(cancellationToken);
            // Once more, and whether the broker is still with us.
            await UnsealAsync(database, cancellationToken);
            var needs = await census.ReadAsync(cancellationToken);
            return await JudgeAsync(
                [.. done.Values.SelectMany(walk => walk.Undecryptable)], needs, isErased, output, error);
        }
        catch (MasterKeyUnusableException e)
        {
            throw new StartupException(StartupException.MasterKeyUnusable, e.Message, e);
        }
        catch (Exception e) when (database.DescribeFailure(e) is { } message)
        {
            throw new StartupException(StartupException.DatabaseUnusable, message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                StartupException.DatabaseUnusable,
                    $"MusicAuth cannot use a file: {e.Message} Make the file readable for this user.", e);
        }
    }

    private async Task UnsealAsync(IDatabaseStartup database, CancellationToken cancellationToken)
    {
        var meta = await database.InspectAsync(
            async (db, stop) => db is null || (await db.Database.GetPendingMigrationsAsync(stop)).Any()
                ? null
                : await MasterKeyLoader.ReadMetadataAsync(db, stop),
            cancellationToken) ?? throw new DatabaseUnusableException(
                $"The database {database.Name} is empty or belongs to an older MusicAuth. Start this version with the "
                + "database first.");
        unsealing.Load(meta);
        // Whoever serves now could not read what we seal, and would go on sealing under a key that is to go.
        if (!meta.KeyId.AsSpan().SequenceEqual(vault.Current.Id))
        {
            throw new StartupException(
                TryAgain,
                $"MusicAuth last used {database.Name} with a master key other than {options.Value.MasterKeyFile}. "
                + "Restart MusicAuth with the settings of this command, then run the command again.");
        }
    }

    private async Task<int> JudgeAsync(
        List<string> unreadable, IReadOnlyList<MasterKeyUsage> needs, bool isErased, TextWriter output, TextWriter error)
    {
        var current = options.Value.MasterKeyFile;
        foreach (var need in needs)
            await output.WriteLineAsync($"{need.Values,8} values encrypted with {need.KeyFile ?? "an unknown key"}: "
                + $"{need.StoreName}");
        var isLost = await TellUnreadableAsync(unreadable, needs, error);
        foreach (var need in needs.Where(need => need.KeyFile is not null && need.KeyFile != current))
        {
            await error.WriteLineAsync(need.StoreName == "spill folder"
                ? $"musicauth: {need.Values} token sets in the spill folder are encrypted with {need.KeyFile}. Wait "
                    + "until /health/ready reports ready, then run this command again."
                : $"musicauth: {need.Values} values of the {need.StoreName} are encrypted with {need.KeyFile}. Restart "
                    + "every MusicAuth on this database with the new key, then run this command again.");
        }

        if (!isErased)
            await error.WriteLineAsync("musicauth: The write-ahead log of the database still contains the replaced "
                + "values, because a reader holds it open. Run this command again.");
        var needed = needs.Select(need => need.KeyFile).ToHashSet(StringComparer.Ordinal);
        foreach (var file in options.Value.PreviousMasterKeyFiles.Where(file => isErased && !isLost))
        {
            if (!needed.Contains(file))
                await output.WriteLineAsync(
                    $"The key file {file} no longer encrypts any data. Remove it from Vault:PreviousMasterKeyFiles, "
                    + "restart MusicAuth, and destroy the file.");
        }

        if (isLost)
            return StartupException.MasterKeyUnusable;
        return isErased && needs.All(need => need.KeyFile == current) ? 0 : TryAgain;
    }

    private static async Task<bool> TellUnreadableAsync(
        List<string> unreadable, IReadOnlyList<MasterKeyUsage> needs, TextWriter error)
    {
        foreach (var name in unreadable)
            await error.WriteLineAsync($"musicauth: {name} cannot be decrypted.");
        var isLost = unreadable.Count > 0 || needs.Any(need => need.KeyFile is null);
        if (isLost)
        {
            await error.WriteLineAsync($"musicauth: Rows that cannot be decrypted ({unreadable.Count}) are damaged or "
                + "encrypted with a key that is not configured. If you have an older key file, add it to "
                + "Vault:PreviousMasterKeyFiles, restart MusicAuth and run this command again. Otherwise a new sign-in "
                + "replaces a grant, and you can delete a row of the key ring.");
        }

        return isLost;
    }
}
