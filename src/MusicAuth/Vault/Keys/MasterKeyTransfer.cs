using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace MusicAuth.Vault.Keys;

/// <summary>Copies the master key into a backup, and puts the key of a restored backup into its place.</summary>
internal sealed class MasterKeyTransfer(
    IOptions<VaultOptions> options, MasterKeyFile files, MasterKeyUsageReport usageReport, TimeProvider time)
{
    public string File => options.Value.MasterKeyFile;

    /// <summary>Writes the key into a new file.</summary>
    /// <exception cref="MasterKeyUnusableException">
    /// A previous key still encrypts values, so the current key alone would not decrypt them.
    /// </exception>
    public async Task ExportAsync(string file, CancellationToken cancellationToken)
    {
        var usages = await usageReport.ReadAsync(cancellationToken);
        if (usages.Any(usage => usage.KeyFile != File && usage.Values > 0))
        {
            throw new MasterKeyUnusableException(
                $"The master key {File} does not encrypt all values yet. Run 'MusicAuth vault rotate' first.");
        }

        using var key = files.Read(File);
        Write(key, content => DurableFile.WriteNew(file, content));
    }

    /// <summary>Finds the key of a restored database: the configured one, or else that of the backup.</summary>
    /// <param name="metadata">The restored database.</param>
    /// <param name="keyFile">The key in the backup; null where it contains none.</param>
    /// <returns>Whether the key of the backup must be installed.</returns>
    /// <exception cref="MasterKeyUnusableException">Neither key belongs to the database.</exception>
    public bool NeedsKeyOfBackup(InstanceMetadata metadata, string? keyFile)
    {
        if (Path.Exists(File) && IsKeyOf(metadata, File))
            return false;
        if (keyFile is not null && IsKeyOf(metadata, keyFile))
            return true;
        throw new MasterKeyUnusableException(
            keyFile is null
                ? $"The backup does not contain the master key, and the file {File} "
                    + (Path.Exists(File) ? "contains another key" : "does not exist")
                    + ". Put the master key of the old MusicAuth into that file, and restore again."
                : "The master key in the backup does not belong to the database in the backup.");
    }

    /// <summary>Puts the key into its place. A key that is there gets another name.</summary>
    public void Install(string keyFile)
    {
        using var key = files.Read(keyFile);
        PrivateDirectory.Create(Path.GetDirectoryName(File)!);
        if (Path.Exists(File))
            System.IO.File.Move(File, $"{File}.before-restore-{time.GetUtcNow():yyyyMMddTHHmmssfffZ}");
        Write(key, content => DurableFile.WriteNew(File, content));
    }

    private static void Write(MasterKey key, Action<byte[]> write)
    {
        var content = key.Export();
        try
        {
            write(content);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    private bool IsKeyOf(InstanceMetadata metadata, string file)
    {
        using var key = files.Read(file);
        return metadata.IsEncryptedWith(new DerivedKeys(key, metadata.InstanceId));
    }
}
