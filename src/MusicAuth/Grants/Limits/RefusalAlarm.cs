namespace MusicAuth.Grants.Limits;

/// <summary>
/// Suspends refreshes at a provider that refuses most of its grants, because an incident can cause that too. The
/// refused grants are tried once more later.
/// </summary>
internal sealed partial class RefusalAlarm(
    ScopedServices scopes, TokenEndpointHistory incidents, GrantMetrics metrics, TimeProvider time,
    ILogger<RefusalAlarm> logger)
{
    public static readonly TimeSpan RetryDelay = TimeSpan.FromHours(1);

    private const int MinimumInBurst = 4;
    private const int MinimumInDay = 2;
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private static readonly (TimeSpan Window, string Name)[] Bursts =
        [(TimeSpan.FromMinutes(1), "a minute"), (TimeSpan.FromHours(1), "an hour")];

    /// <summary>Records that a provider refused a grant.</summary>
    /// <returns>When the grant is tried once more; null where the refusal is final.</returns>
    public DateTimeOffset? RecordRefusal(DecryptedGrant refused, ReauthorizationReason reason)
    {
        var isDuringIncident = incidents.RecordRefusal(refused.Grant.Provider);
        // Without a refresh token, a single 401 has made the grant invalid.
        return (isDuringIncident || refused.RefreshToken is null)
            && reason is ReauthorizationReason.Revoked or ReauthorizationReason.LostInFlight
                ? time.GetUtcNow() + RetryDelay
                : null;
    }

    /// <summary>Records a failure of a provider, which makes its refusals of the last minutes doubtful.</summary>
    public Task RecordFailureAsync(string provider) => incidents.RecordFailure(provider)
        ? ScheduleRetriesAsync(provider, TokenEndpointHistory.Window, suspendedUntil: null)
        : Task.CompletedTask;

    /// <summary>Raises the alarm after a refusal that was one too many.</summary>
    public async Task CheckAsync(string provider)
    {
        var now = time.GetUtcNow();
        // An instance with many users shows an incident within the hour: most of the tried grants are refused.
        foreach (var (window, name) in Bursts)
        {
            var tried = await scopes.UseAsync((GrantMaintenanceStore store) =>
                store.CountRefusedAndRenewedAsync(provider, now - window, CancellationToken.None));
            if (tried.Total >= MinimumInBurst && tried.IsMostlyRefused)
            {
                await RaiseAsync(provider, window, name, tried);
                return;
            }
        }

        // A household has few grants, which are tried over hours.
        var all = await scopes.UseAsync((GrantMaintenanceStore store) =>
            store.CountRefusedAndActiveAsync(provider, now - Day, CancellationToken.None));
        if (all.Refused >= MinimumInDay && all.IsMostlyRefused)
            await RaiseAsync(provider, Day, "a day", all);
    }

    private async Task RaiseAsync(string provider, TimeSpan window, string name, RefusalCount count)
    {
        await ScheduleRetriesAsync(provider, window, time.GetUtcNow() + RefreshSuspension.Length);
        metrics.Alarmed(provider);
        Log.Alarm(logger, provider, count.Refused, count.Total, name, RefreshSuspension.Length.TotalMinutes);
    }

    private Task ScheduleRetriesAsync(string provider, TimeSpan window, DateTimeOffset? suspendedUntil)
    {
        var now = time.GetUtcNow();
        return scopes.UseAsync((GrantMaintenanceStore store) => store.ScheduleRetriesAsync(
            provider, now - window, suspendedUntil, now + RetryDelay, CancellationToken.None));
    }

    private static partial class Log
    {
        [LoggerMessage(2201, LogLevel.Critical, "{Provider} refused {Refused} of {Tried} grants within {Window}. An "
            + "incident at {Provider} can cause that, so no grant is refreshed there for {Minutes} min, and the "
            + "refused grants are tried once more in an hour. Check whether {Provider} reports an incident, or has "
            + "revoked the consents of the app")]
        public static partial void Alarm(
            ILogger logger, string provider, int refused, int tried, string window, double minutes);
    }
}
