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

    /// <summary>Puts the key into its place. A copy of the key that is there keeps another name.</summary>
    /// <returns>Undoes the change, which takes no space on the disk.</returns>
    public Action Install(string keyFile)
    {
        using var key = files.Read(keyFile);
        PrivateDirectory.Create(Path.GetDirectoryName(File)!);
        var previous = CopyPrevious();
        try
        {
            // At every moment the file is either key: a killed process leaves no instance without one.
            Write(key, content => DurableFile.Replace(File, content));
        }
        catch
        {
            if (previous is not null)
                System.IO.File.Delete(previous);
            throw;
        }

        return () => Uninstall(previous);
    }

    private string? CopyPrevious()
    {
        if (!Path.Exists(File))
            return null;
        var copy = $"{File}.before-restore-{time.GetUtcNow():yyyyMMddTHHmmssfffZ}";
        var content = System.IO.File.ReadAllBytes(File);
        try
        {
            DurableFile.WriteNew(copy, content);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }

        return copy;
    }

    private void Uninstall(string? previous)
    {
        if (previous is null)
            System.IO.File.Delete(File);
        else
            System.IO.File.Move(previous, File, overwrite: true);
        DurableFile.SyncDirectory(Path.GetDirectoryName(File)!);
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
