namespace MusicAuth.Grants.Refresh;

/// <summary>Makes a grant invalid, so that it needs a new sign-in, or active again.</summary>
internal sealed partial class GrantInvalidator(
    ScopedServices scopes, StoredGrants grants, RefusalAlarm alarm, GrantMetrics metrics, AuditLog audit,
    ConsentChanges changes, ILogger<GrantInvalidator> logger)
{
    /// <summary>Another write of the same grant wins: its result is the stored one.</summary>
    public async Task<TokenResult> InvalidateAsync(DecryptedGrant refused, ReauthorizationReason reason)
    {
        var grant = refused.Grant;
        var retryAt = alarm.RecordRefusal(refused, reason);
        if (!await scopes.UseAsync((RefreshStore store) =>
            store.InvalidateAsync(grant, reason, retryAt, CancellationToken.None)))
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

    private static partial class Log
    {
        [LoggerMessage(2003, LogLevel.Warning, "The {Provider} grant {GrantId} needs a new sign-in: {Reason}")]
        public static partial void Invalidated(
            ILogger logger, string provider, Guid grantId, ReauthorizationReason reason);

        [LoggerMessage(2009, LogLevel.Information,
            "{Provider} accepts the access token of the grant {GrantId} again: the grant is active")]
        public static partial void Reactivated(ILogger logger, string provider, Guid grantId);
    }
}
