using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MusicAuth.Vault.Keys;

/// <summary>Loads the master keys at start and checks that they belong to the database.</summary>
internal sealed class MasterKeyLoader(
    IOptions<VaultOptions> options, MasterKeyFile files, DerivedKeySet keys, PlainSql sql, ScopedServices scopes)
{
    private Guid _instanceId;

    /// <inheritdoc cref="ReadMetadataAsync(PlainConnection, CancellationToken)"/>
    public static async Task<InstanceMetadata?> ReadMetadataAsync(
        MusicAuthDb? db, CancellationToken cancellationToken) => await ReadMetadataAsync(
        db is null ? null : await PlainConnection.OfAsync(db, cancellationToken), cancellationToken);

    /// <summary>Reads the check value only where the database has the schema of this version.</summary>
    public static async Task<InstanceMetadata?> ReadCurrentMetadataAsync(
        MusicAuthDb? db, CancellationToken cancellationToken) =>
        db is null || (await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any()
            ? null
            : await ReadMetadataAsync(db, cancellationToken);

    /// <summary>Reads the check value of the master key, before anything is written to the database.</summary>
    public static async Task<InstanceMetadata?> ReadMetadataAsync(
        PlainConnection? database, CancellationToken cancellationToken)
    {
        if (database is null)
            return null;

        var metadata = await InstanceMetadataQuery.ReadAsync(database, cancellationToken);
        // A new id of the instance would give other keys, and no stored value could be decrypted any more.
        if (metadata is null && await EncryptedColumns.HaveValuesAsync(database, cancellationToken))
        {
            throw new MasterKeyUnusableException(
                "The database contains encrypted data, but its table meta is empty. Restore a backup of the database.")
            {
                IsDatabaseIncomplete = true,
            };
        }

        return metadata;
    }

    /// <summary>Loads the master keys. Creates a key only for a database without encrypted data.</summary>
    public void Load(InstanceMetadata? metadata)
    {
        using var current = ReadOrCreate(metadata);
        var previous = options.Value.PreviousMasterKeyFiles.Select(files.Read).ToList();
        try
        {
            _instanceId = metadata?.InstanceId ?? Guid.CreateVersion7();
            var derived = DerivedKeySet.Derive(_instanceId, current, previous);
            if (metadata is not null && !Array.Exists(derived, metadata.IsEncryptedWith))
            {
                throw new MasterKeyUnusableException(
                    $"The master key {options.Value.MasterKeyFile} did not encrypt this database. Restore the right "
                    + "key, or add its file to Vault:PreviousMasterKeyFiles.");
            }

            keys.Load(derived);
        }
        finally
        {
            previous.ForEach(key => key.Dispose());
        }
    }

    /// <summary>Stores the check value of the current key. Requires the migrated schema.</summary>
    public async Task SaveKeyCheckAsync(CancellationToken cancellationToken)
    {
        var stored = await sql.UseAsync(
            database => InstanceMetadataQuery.ReadAsync(database, cancellationToken), cancellationToken);
        if (stored is not null && stored.IsEncryptedWith(keys.Current))
            return;
        await scopes.UseAsync(async db =>
        {
            var metadata = await db.Set<InstanceMetadata>().FindAsync([InstanceMetadata.SingleRowId], cancellationToken)
                ?? db.Add(new InstanceMetadata { InstanceId = _instanceId }).Entity;
            metadata.KeyId = keys.Current.Id;
            metadata.KeyCheck = keys.Current.KeyCheck;
            await db.SaveChangesAsync(cancellationToken);
        });
    }

    private MasterKey ReadOrCreate(InstanceMetadata? metadata)
    {
        var path = options.Value.MasterKeyFile;
        if (Path.Exists(path))
            return files.Read(path);

        return metadata is null
            ? files.Create(path)
            : throw new MasterKeyUnusableException(
                $"The master key {path} is missing, but the database contains encrypted data. Restore the key from "
                + "your backup. To start without the stored sign-ins, move the database away.");
    }
}
