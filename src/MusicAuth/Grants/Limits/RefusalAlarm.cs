namespace MusicAuth.Grants.Limits;

/// <summary>
/// A provider that refuses most of its grants is not believed: services have answered invalid_grant during an incident
/// before. Then no more tokens are tried for a while, and those refused are tried once more, later.
/// </summary>
public sealed partial class RefusalAlarm(
    GrantScopes scopes, GrantMetrics metrics, TimeProvider time, ILogger<RefusalAlarm> logger)
{
    public static readonly TimeSpan Suspension = TimeSpan.FromMinutes(15);
    public static readonly TimeSpan RetryDelay = TimeSpan.FromHours(1);

    private const int MinimumInBurst = 4;
    private const int MinimumInDay = 2;
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    // Most of those that were tried: what an instance with many users shows.
    private static readonly (TimeSpan Window, string Name)[] Bursts =
        [(TimeSpan.FromMinutes(1), "a minute"), (TimeSpan.FromHours(1), "an hour")];

    /// <summary>After a refusal: whether it was one of too many.</summary>
    public async Task CheckAsync(string provider)
    {
        var now = time.GetUtcNow();
        foreach (var (window, name) in Bursts)
        {
            var tried = await scopes.UseAsync((GrantMaintenanceStore store) =>
                store.CountRefusedAndRenewedAsync(provider, now - window, CancellationToken.None));
            if (tried.Refused + tried.Renewed < MinimumInBurst || tried.Refused <= tried.Renewed)
                continue;
            await RaiseAsync(provider, window, name, tried.Refused, tried.Refused + tried.Renewed);
            return;
        }

        // Most of all that there are: what a household shows, whose grants are tried over hours.
        var share = await scopes.UseAsync((GrantMaintenanceStore store) =>
            store.CountRefusedAndActiveAsync(provider, now - Day, CancellationToken.None));
        if (share.Refused >= MinimumInDay && share.Refused > share.Active)
            await RaiseAsync(provider, Day, "a day", share.Refused, share.Refused + share.Active);
    }

    /// <summary>Gives the grants that a provider refused within the last minutes another try; nothing pauses.</summary>
    public Task ScheduleRetriesAsync(string provider, TimeSpan window)
    {
        var now = time.GetUtcNow();
        return scopes.UseAsync((GrantMaintenanceStore store) => store.ScheduleRetriesAsync(
            provider, now - window, pauseUntil: null, now + RetryDelay, CancellationToken.None));
    }

    private async Task RaiseAsync(string provider, TimeSpan window, string name, int refused, int of)
    {
        var now = time.GetUtcNow();
        await scopes.UseAsync((GrantMaintenanceStore store) => store.ScheduleRetriesAsync(
            provider, now - window, now + Suspension, now + RetryDelay, CancellationToken.None));
        metrics.Alarmed(provider);
        Log.Alarm(logger, provider, refused, of, name, Suspension.TotalMinutes);
    }

    private static partial class Log
    {
        [LoggerMessage(2201, LogLevel.Critical, "{Provider} refused {Refused} of {Tried} grants within {Window}. That "
            + "is not believed at once: no grant is refreshed there for {Minutes} min, and those refused get "
            + "another try in an hour. Look whether {Provider} has an incident, or revoked the app's consents")]
        public static partial void Alarm(
            ILogger logger, string provider, int refused, int tried, string window, double minutes);
    }
}
