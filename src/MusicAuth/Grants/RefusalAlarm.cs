namespace MusicAuth.Grants;

/// <summary>
/// A provider that refuses most of its grants at once is not believed: services have answered invalid_grant during an
/// incident before. Then no more tokens are tried for a while, and those refused are tried once more, later.
/// </summary>
public sealed partial class RefusalAlarm(
    GrantScopes scopes, GrantMetrics metrics, TimeProvider time, ILogger<RefusalAlarm> logger)
{
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromHours(1);
    private const int FewestGrants = 4;

    /// <summary>After a refusal: whether it was one of too many.</summary>
    public async Task ConsiderAsync(string provider)
    {
        var now = time.GetUtcNow();
        var tried = await scopes.UseAsync((GrantCareStore store) =>
            store.CountTriedAsync(provider, now - Window, CancellationToken.None));
        if (tried.Refused + tried.Renewed < FewestGrants || tried.Refused <= tried.Renewed)
            return;
        await scopes.UseAsync((GrantCareStore store) => store.DoubtRefusalsAsync(
            provider, now - Window, now + Pause, now + RetryAfter, CancellationToken.None));
        metrics.Alarmed(provider);
        Log.Alarm(logger, provider, tried.Refused, tried.Refused + tried.Renewed, Pause.TotalMinutes);
    }

    private static partial class Log
    {
        [LoggerMessage(2201, LogLevel.Critical, "{Provider} refused {Refused} of {Tried} grants within a minute. That "
            + "is not believed at once: no grant is refreshed there for {Minutes} min, and those refused get "
            + "another try in an hour. Look whether {Provider} has an incident, or revoked the app's consents")]
        public static partial void Alarm(ILogger logger, string provider, int refused, int tried, double minutes);
    }
}
