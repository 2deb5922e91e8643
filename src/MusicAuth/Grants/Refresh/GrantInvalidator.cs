namespace MusicAuth.Grants.Refresh;

/// <summary>Makes a grant invalid, so that it needs a new sign-in, or active again.</summary>
internal sealed partial class GrantInvalidator(
    ScopedServices scopes, StoredGrants grants, RefusalAlarm alarm, GrantMetrics metrics, AuditLog audit,
    ConsentChanges changes, ILogger<GrantInvalidator> logger)
{
    private const int StorageAttempts = 4;
    private static readonly TimeSpan StorageRetryDelay = TimeSpan.FromMilliseconds(250);

    /// <summary>Another write of the same grant wins: its result is the stored one.</summary>
    public async Task<TokenResult> InvalidateAsync(DecryptedGrant refused, ReauthorizationReason reason)
    {
        var grant = refused.Grant;
        var retryAt = alarm.RecordRefusal(refused, reason);
        if (!await StoreAsync(grant, reason, retryAt))
            return await grants.ResultAsync(grant.Id);
        changes.Record(grant.UserId);
        Log.Invalidated(logger, grant.Provider, grant.Id, reason);
        audit.Record(AuditEvent.ByBroker(
            AuditKind.ReauthorizationRequired, grant.UserId, grant.Provider, TokenProblem.ToWireName(reason)));
        if (reason == ReauthorizationReason.LostInFlight)
            metrics.LostInFlight(grant.Provider);
        if (reason == ReauthorizationReason.Revoked)
            await alarm.CheckAsync(grant.Provider);
        return new TokenResult.ReauthorizationRequired(reason);
    }

    /// <returns>False where another write came first.</returns>
    public async Task<bool> ReactivateAsync(Grant grant)
    {
        if (!await scopes.UseAsync((RefreshStore store) => store.ReactivateAsync(grant, CancellationToken.None)))
            return false;
        changes.Record(grant.UserId);
        Log.Reactivated(logger, grant.Provider, grant.Id);
        audit.Record(AuditEvent.ByBroker(AuditKind.Refreshed, grant.UserId, grant.Provider, AuditEvent.Ok));
        return true;
    }

    // A refusal that is not stored looks like an interrupted exchange: the provider would be asked again, and its next
    // refusal would mean lost_in_flight. Many consents that end together keep SQLite busy.
    private async Task<bool> StoreAsync(Grant grant, ReauthorizationReason reason, DateTimeOffset? retryAt)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                // An attempt can have committed although its acknowledgement was lost.
                return await scopes.UseAsync((RefreshStore store) =>
                        store.InvalidateAsync(grant, reason, retryAt, CancellationToken.None))
                    || (attempt > 1
                        && await grants.ResultAsync(grant.Id) == new TokenResult.ReauthorizationRequired(reason));
            }
            catch (Exception failure) when (attempt < StorageAttempts && StorageFault.IsIn(failure))
            {
                Log.NotStored(logger, failure, grant.Provider, grant.Id, attempt);
                await Task.Delay(StorageRetryDelay, TimeProvider.System);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2011, LogLevel.Warning,
            "The database did not take the refusal of the {Provider} grant {GrantId} (attempt {Attempt})")]
        public static partial void NotStored(
            ILogger logger, Exception failure, string provider, Guid grantId, int attempt);

        [LoggerMessage(2003, LogLevel.Warning, "The {Provider} grant {GrantId} needs a new sign-in: {Reason}")]
        public static partial void Invalidated(
            ILogger logger, string provider, Guid grantId, ReauthorizationReason reason);

        [LoggerMessage(2009, LogLevel.Information,
            "{Provider} accepts the access token of the grant {GrantId} again: the grant is active")]
        public static partial void Reactivated(ILogger logger, string provider, Guid grantId);
    }
}
