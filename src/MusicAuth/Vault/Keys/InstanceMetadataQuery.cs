namespace MusicAuth.Vault.Keys;

/// <summary>Reads the row of the instance without EF.</summary>
internal static class InstanceMetadataQuery
{
    private const string Sql = "SELECT instance_id, key_id, key_check, epoch, commits FROM meta WHERE id = 1";

    public static async Task<InstanceMetadata?> ReadAsync(
        PlainConnection database, CancellationToken cancellationToken)
    {
        var rows = await database.ListAsync(
            Sql,
            static row => new InstanceMetadata
            {
                InstanceId = row.GetGuid(0),
                KeyId = row.GetFieldValue<byte[]>(1),
                KeyCheck = row.GetFieldValue<byte[]>(2),
                Epoch = row.GetInt64(3),
                Commits = row.GetInt64(4),
            },
            cancellationToken);
        return rows.Count == 0 ? null : rows[0];
    }
}
