namespace MusicAuth.Grants.BackgroundRefresh;

/// <summary>Lists the grants that need a refresh without a request.</summary>
internal sealed class BackgroundRefreshQueue(
    PlainSql sql, ScopedServices scopes, InterruptedRefreshes interrupted, GrantUsage usage)
{
    public async Task<IReadOnlyList<(Guid GrantId, RefreshRequest Request)>> ListDueAsync(
        DateTimeOffset now, CancellationToken cancellationToken)
    {
        var indeterminate = await interrupted.ListIndeterminateAsync(cancellationToken);
        var retries = await sql.ListAsync(
            "SELECT id FROM grants WHERE retry_at <= @p0", static row => row.GetGuid(0), cancellationToken,
            now.ToUnixTimeMilliseconds());
        (Guid GrantId, RefreshRequest Request)[] due =
        [
            .. indeterminate.Select(grant => (grant, new RefreshRequest(RefreshReason.Indeterminate))),
            .. usage.ListDue(),
            .. retries.Select(grant => (grant, new RefreshRequest(RefreshReason.InvalidGrantRetry))),
        ];
        return [.. due.DistinctBy(refresh => refresh.GrantId)];
    }

    /// <summary>Removes the intent of an indeterminate grant that the refresh has resolved.</summary>
    public async Task CompleteAsync(Guid grantId, RefreshRequest request, CancellationToken cancellationToken)
    {
        if (request.Reason == RefreshReason.Indeterminate)
            await scopes.UseAsync((RefreshStore store) => store.RemoveObsoleteIntentAsync(grantId, cancellationToken));
    }

    public void RecordAttempt(Guid grantId, RefreshRequest request) => usage.RecordAttempt(grantId, request);
}
