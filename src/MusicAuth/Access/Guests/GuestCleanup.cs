namespace MusicAuth.Access.Guests;

/// <summary>Deletes ended requests and invitations once an hour.</summary>
internal sealed partial class GuestCleanup(
    PlainSql sql, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<GuestCleanup> logger)
    : PeriodicService(Interval, lifetime, time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private readonly TimeProvider _time = time;

    protected override async Task RunRoundAsync(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        await sql.ExecuteAsync(
            "DELETE FROM guest_accounts WHERE admitted_at IS NULL AND asked_at <= @p0", cancellationToken,
            (now - AccessRequestStore.Lifetime).ToUnixTimeMilliseconds());
        await sql.ExecuteAsync(
            "DELETE FROM invitations WHERE ends_at <= @p0", cancellationToken, now.ToUnixTimeMilliseconds());
    }

    // Ended rows do not count meanwhile.
    protected override void LogFailure(Exception failure) => Log.NotDeleted(logger, failure.GetType().Name);

    private static partial class Log
    {
        [LoggerMessage(1069, LogLevel.Warning, "The database did not delete ended requests and invitations "
            + "({Exception}); MusicAuth tries again in an hour")]
        public static partial void NotDeleted(ILogger logger, string exception);
    }
}
