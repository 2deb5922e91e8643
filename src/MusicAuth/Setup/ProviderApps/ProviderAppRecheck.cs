namespace MusicAuth.Setup.ProviderApps;

/// <summary>
/// Asks again about apps whose provider did not answer when they were set, less and less often, until it does.
/// </summary>
internal sealed partial class ProviderAppRecheck(
    ProviderAppSync sync, ScopedServices scopes, IHostApplicationLifetime lifetime, TimeProvider time,
    ILogger<ProviderAppRecheck> logger) : PeriodicService(Interval, lifetime, time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);
    private static readonly BackoffSteps Backoff = new(Interval, TimeSpan.FromMinutes(30));

    private readonly TimeProvider _time = time;
    private Dictionary<(Guid, long), TimeSpan> _waits = [];

    protected override async Task RunRoundAsync(CancellationToken cancellationToken)
    {
        var waits = new Dictionary<(Guid, long), TimeSpan>();
        foreach (var app in sync.Unchecked)
        {
            var version = (app.Id, app.Generation);
            var wait = _waits.TryGetValue(version, out var known) ? known : Backoff.After(TimeSpan.Zero);
            waits[version] = await CheckIfDueAsync(app, wait, cancellationToken);
        }

        _waits = waits;
    }

    protected override void LogFailure(Exception failure) => Log.NotChecked(logger, failure.GetType().Name);

    private async Task<TimeSpan> CheckIfDueAsync(
        StoredProviderApp app, TimeSpan wait, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        if (now >= app.CheckedAt && now < app.CheckedAt + wait)
            return wait;
        var outcome = await scopes.UseAsync((ProviderSetup setup) => setup.CheckAgainAsync(app, cancellationToken));
        if (outcome is AppCheckOutcome.Ok or AppCheckOutcome.InvalidClient)
            Log.Checked(logger, app.Provider, outcome.Value);
        return Backoff.After(wait);
    }

    private static partial class Log
    {
        [LoggerMessage(14004, LogLevel.Information,
            "{Provider} has answered about the app that was set on the page: {Outcome}")]
        public static partial void Checked(ILogger logger, string provider, AppCheckOutcome outcome);

        [LoggerMessage(14005, LogLevel.Warning, "A stored provider app could not be checked ({Exception}); MusicAuth "
            + "tries again")]
        public static partial void NotChecked(ILogger logger, string exception);
    }
}
