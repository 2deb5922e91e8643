namespace MusicAuth.Grants.RollbackDetection;

/// <summary>Reads the content of the rollback record.</summary>
internal sealed class RollbackRecordStore(PlainSql sql)
{
    /// <summary>Reads the record without the token fingerprints.</summary>
    public async Task<RollbackRecord> ReadCountersAsync(CancellationToken cancellationToken)
    {
        var meta = await sql.UseAsync(
            database => InstanceMetadataQuery.ReadAsync(database, cancellationToken), cancellationToken)
            ?? throw new InvalidOperationException("The table meta is empty.");
        return new(meta.InstanceId, meta.Epoch, meta.Commits, new Dictionary<Guid, string>()) { KeyId = meta.KeyId };
    }

    public async Task<RollbackRecord> ReadAsync(CancellationToken cancellationToken)
    {
        // Before the grants: with a counter newer than the fingerprints, a used token would look current.
        var record = await ReadCountersAsync(cancellationToken);
        Dictionary<Guid, string> tokens = [];
        await sql.ListAsync(
            "SELECT id, refresh_fingerprint FROM grants",
            row => tokens[row.GetGuid(0)] = RollbackRecord.ShortenFingerprint(
                row.IsDBNull(1) ? null : row.GetFieldValue<byte[]>(1)),
            cancellationToken);
        return record with { TokenFingerprints = tokens };
    }
}
