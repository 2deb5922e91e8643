using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MusicAuth.Vault.Keys;

/// <summary>Opens the vault at the start, or says why it stays sealed.</summary>
public sealed class MasterKeyLoader(
    IOptions<VaultOptions> options, MasterKeyFile files, DerivedKeySet vault, ScopedServices scopes)
{
    private Guid _instanceId;

    /// <summary>What the database knows of its master key, before anything is written to it.</summary>
    public static async Task<InstanceMetadata?> ReadMetadataAsync(MusicAuthDb? db, CancellationToken cancellationToken)
    {
        if (db is null)
            return null;

        var meta = await db.Set<InstanceMetadata>().AsNoTracking()
            .SingleOrDefaultAsync(meta => meta.Id == InstanceMetadata.SingleRowId, cancellationToken);
        if (meta is null && await db.DataProtectionKeys.AnyAsync(cancellationToken))
        {
            throw new MasterKeyUnusableException(
                "The database contains encrypted data, but its table meta is empty. Restore a backup of the database.");
        }

        return meta;
    }

    /// <summary>Compares the master key with the database's; makes one only where nothing is sealed yet.</summary>
    /// <exception cref="MasterKeyUnusableException">The key is absent, unusable or another one.</exception>
    public void Load(InstanceMetadata? meta)
    {
        using var current = ReadOrCreate(meta);
        var previous = options.Value.PreviousMasterKeyFiles.Select(files.Read).ToList();
        try
        {
            _instanceId = meta?.InstanceId ?? Guid.CreateVersion7();
            var keys = DerivedKeySet.Derive(_instanceId, current, previous);
            if (meta is not null && !Array.Exists(keys, key => IsKeyOf(meta, key)))
            {
                throw new MasterKeyUnusableException(
                    $"The master key {options.Value.MasterKeyFile} did not encrypt this database. Restore the right "
                    + "key, or add its file to Vault:PreviousMasterKeyFiles.");
            }

            vault.Load(keys);
        }
        finally
        {
            previous.ForEach(key => key.Dispose());
        }
    }

    /// <summary>Once the schema stands, writes down which key seals from now on.</summary>
    public Task SaveKeyCheckAsync(CancellationToken cancellationToken) => scopes.UseAsync(async db =>
    {
        var meta = await db.Set<InstanceMetadata>().FindAsync([InstanceMetadata.SingleRowId], cancellationToken)
            ?? db.Add(new InstanceMetadata { InstanceId = _instanceId }).Entity;
        if (!IsKeyOf(meta, vault.Current))
        {
            meta.KeyId = vault.Current.Id;
            meta.KeyCheck = vault.Current.KeyCheck;
            await db.SaveChangesAsync(cancellationToken);
        }
    });

    private MasterKey ReadOrCreate(InstanceMetadata? meta)
    {
        var path = options.Value.MasterKeyFile;
        if (Path.Exists(path))
            return files.Read(path);

        return meta is null
            ? files.Create(path)
            : throw new MasterKeyUnusableException(
                $"The master key {path} is missing, but the database contains encrypted data. Restore the key from "
                + "your backup. To start without the stored sign-ins, move the database away.");
    }

    private static bool IsKeyOf(InstanceMetadata meta, DerivedKeys keys) =>
        meta.KeyId.AsSpan().SequenceEqual(keys.Id)
        && CryptographicOperations.FixedTimeEquals(meta.KeyCheck, keys.KeyCheck);
}
