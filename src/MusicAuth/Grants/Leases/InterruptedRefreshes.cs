namespace MusicAuth.Grants.Leases;

/// <summary>Finds the leases and intents that other runs have left behind.</summary>
internal sealed class InterruptedRefreshes(
    PlainSql sql, IDatabaseDialect dialect, DataDirectoryId instance, LeaseOwner owner)
{
    /// <summary>Releases the leases of earlier runs of this instance. Only one run holds the data directory.</summary>
    public Task ReleaseEarlierLeasesAsync(CancellationToken cancellationToken) => sql.ExecuteAsync(
        "DELETE FROM refresh_claims WHERE instance_id = @p0 AND owner <> @p1", cancellationToken,
        instance.Value, owner.Id);

    /// <summary>Lists the grants with an intent of another run whose lease has ended.</summary>
    public Task<List<Guid>> ListIndeterminateAsync(CancellationToken cancellationToken) => sql.ListAsync(
        $"""
        SELECT grant_id FROM refresh_intents AS intent WHERE owner <> @p0 AND NOT EXISTS (
            SELECT 1 FROM refresh_claims AS lease
            WHERE lease.grant_id = intent.grant_id AND lease.lease_until >= {dialect.UnixMillisecondsSql})
        """,
        static row => row.GetGuid(0), cancellationToken, owner.Id);
}
