using System.CommandLine;
using Microsoft.Extensions.Options;

namespace MusicAuth.Operations.Cli.Backups;

/// <summary>
/// The passphrase of a backup: from the file of <c>--passphrase-file</c>, from the setting <c>Backup:Passphrase</c>, or
/// typed on a terminal.
/// </summary>
internal static class BackupPassphrase
{
    private const string Missing = "There is no passphrase. Use --passphrase-file=FILE, or set Backup__Passphrase.";

    public static Option<string> CreateOption() => new("--passphrase-file")
    {
        Description = "The file with the passphrase. Without it: the setting Backup:Passphrase, or a question.",
    };

    /// <summary>For a new backup; a typed passphrase is asked twice.</summary>
    public static string ReadNew(IServiceProvider services, string? file)
    {
        var passphrase = FromFile(file) ?? FromSettings(services);
        if (passphrase is null)
        {
            passphrase = Ask("Passphrase of the backup: ");
            if (passphrase != Ask("The same passphrase again: "))
                throw new StartupException(StartupException.Configuration, "The two passphrases differ.");
        }

        return passphrase.Length >= BackupOptions.MinPassphraseLength
            ? passphrase
            : throw new StartupException(
                StartupException.Configuration,
                $"The passphrase must have {BackupOptions.MinPassphraseLength} characters or more.");
    }

    public static string Read(IServiceProvider services, string? file) =>
        FromFile(file) ?? FromSettings(services) ?? Ask("Passphrase of the backup: ");

    private static string? FromSettings(IServiceProvider services) =>
        services.GetRequiredService<IOptions<BackupOptions>>().Value.Passphrase is { Length: > 0 } passphrase
            ? passphrase
            : null;

    private static string? FromFile(string? path)
    {
        if (path is null)
            return null;
        try
        {
            return File.ReadAllText(path).TrimEnd('\r', '\n');
        }
        catch (Exception failure) when (DurableFile.IsFailure(failure))
        {
            throw new StartupException(
                StartupException.Configuration, $"MusicAuth cannot read the passphrase file {path}.", failure);
        }
    }

    private static string Ask(string prompt)
    {
        if (Console.IsInputRedirected)
            throw new StartupException(StartupException.Configuration, Missing);
        Console.Error.Write(prompt);
        var typed = new System.Text.StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
                typed.Length = Math.Max(0, typed.Length - 1);
            else if (!char.IsControl(key.KeyChar))
                typed.Append(key.KeyChar);
        }

        Console.Error.WriteLine();
        return typed.ToString();
    }
}
