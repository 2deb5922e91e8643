using MusicAuth.Backups.Age;

namespace MusicAuth.Backups;

/// <summary>Backups by schedule; section <c>Backup</c>.</summary>
internal sealed class BackupOptions
{
    public const string Section = "Backup";
    public const int MinPassphraseLength = 12;
    private const int MaxHours = 24 * 31;
    private const int MaxKeep = 1000;
    private const int MinWorkFactor = 10;

    /// <summary>The folder for backups by schedule. Without it, MusicAuth makes none by itself.</summary>
    public string Directory { get; set; } = "";

    /// <summary>The hours between two backups.</summary>
    public int Hours { get; set; } = 24;

    /// <summary>How many backups of this instance stay in the folder.</summary>
    public int Keep { get; set; } = 7;

    /// <summary>Encrypts the backups; 12 characters or more. The command <c>backup</c> uses it too.</summary>
    public string Passphrase { get; set; } = "";

    /// <summary>Whether the backups by schedule contain the master key.</summary>
    public bool WithKey { get; set; }

    /// <summary>
    /// What each guess of the passphrase costs: scrypt takes 2 to this power KiB of memory. 16 means 64 MiB and half a
    /// second; age's own default is 18.
    /// </summary>
    public int WorkFactor { get; set; } = 16;

    internal bool IsScheduled => Directory.Length > 0;

    internal IEnumerable<string> Errors()
    {
        if (Hours is < 1 or > MaxHours)
            yield return $"Backup:Hours must be a whole number of hours from 1 to {MaxHours}.";
        if (Keep is < 1 or > MaxKeep)
            yield return $"Backup:Keep must be a whole number from 1 to {MaxKeep}.";
        if (WorkFactor is < MinWorkFactor or > AgeHeader.MaxWorkFactor)
        {
            yield return $"Backup:WorkFactor must be a whole number from {MinWorkFactor} to "
                + $"{AgeHeader.MaxWorkFactor}.";
        }

        if (Passphrase.Length is > 0 and < MinPassphraseLength)
            yield return $"Backup:Passphrase must have {MinPassphraseLength} characters or more.";
        if (IsScheduled && Passphrase.Length == 0)
            yield return "Backup:Directory is set, but Backup:Passphrase is not. Put a passphrase into the file "
                + "/run/secrets/Backup__Passphrase or the environment variable Backup__Passphrase, and keep a copy of "
                + "it apart from this machine.";
    }
}
