namespace MusicAuth.Vault;

/// <summary>Opens the vault in steps: before the migrations, which write to the database, and after them.</summary>
internal sealed class VaultStartup(
    MasterKeyLoader masterKey, RollbackRecordFile rollbackRecord, RollbackDetector rollback, IDatabaseDialect dialect,
    KeyRingInitializer keyRing)
{
    /// <summary>Checks the database for a rollback and loads the master key, before anything is written.</summary>
    public async Task OpenAsync(Func<Task<InstanceMetadata?>> readMetadata, string database)
    {
        var records = rollbackRecord.ReadAll();
        var metadata = await readMetadata();
        rollback.Check(records, metadata, database);
        masterKey.Load(metadata);
    }

    /// <summary>Stores the check value of the master key, and begins a new epoch after a rollback or a move.</summary>
    public async Task SaveAsync(bool canMove, CancellationToken cancellationToken)
    {
        await masterKey.SaveKeyCheckAsync(cancellationToken);
        if (await rollback.BeginNewEpochAsync(canMove, cancellationToken))
            await dialect.TruncateWalAsync(cancellationToken);
    }

    public void EnsureKeyRing() => keyRing.EnsureFirstKey();
}
