using System.CommandLine;
using Microsoft.Extensions.Options;

namespace MusicAuth.Operations.Cli.Backups;

/// <summary>The command <c>backup</c>: makes an encrypted backup.</summary>
internal static class BackupCommand
{
    public static Verb Create(CommandHost host)
    {
        var file = new Argument<string>("file")
        {
            Description = "The new file, or a folder (with a slash at its end) for a file named by its time.",
        };
        var withKey = new Option<bool>("--with-key") { Description = "Puts the master key into the backup." };
        var passphraseFile = BackupPassphrase.CreateOption();
        var verb = new Verb("backup", "Makes an encrypted backup in the age format.", file, withKey, passphraseFile)
        {
            Examples = ["backup /backups/ --with-key", "backup music.age --passphrase-file /run/secrets/passphrase"],
        };
        return host.UseInstance(verb, InstanceUse.Decrypt, async (services, parsed, cancellationToken) =>
        {
            var made = await services.GetRequiredService<BackupMaker>().MakeAsync(
                parsed.GetRequiredValue(file),
                BackupPassphrase.ReadNew(services, parsed.GetValue(passphraseFile)),
                parsed.GetValue(withKey), cancellationToken);
            await ReportAsync(parsed.InvocationConfiguration, services, made);
        });
    }

    private static async Task ReportAsync(InvocationConfiguration console, IServiceProvider services, BackupResult made)
    {
        await console.Output.WriteLineAsync(
            $"{made.File}: {made.Bytes} bytes ({made.Manifest.Describe()}). The file was read again, and it is "
            + "complete.");
        if (!made.Manifest.HasKey)
        {
            await console.Error.WriteLineAsync(
                "musicauth: The backup does not contain the master key. Keep a copy of "
                + $"{services.GetRequiredService<IOptions<VaultOptions>>().Value.MasterKeyFile} in another place: "
                + "without it the tokens in the backup are lost.");
        }
    }
}
