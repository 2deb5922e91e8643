using System.Data.Common;

namespace MusicAuth.SignIn.States;

/// <summary>Deletes expired used states, and does nothing while the table is empty.</summary>
internal sealed class UsedStateCleanup(PlainSql sql, TimeProvider time) : BackgroundService
{
    // A flow lasts ten minutes; after that the handler refuses the state by its age.
    private static readonly TimeSpan AnonymousLifetime = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromMinutes(30);

    // A browser that restores its tabs repeats the callback.
    private static readonly TimeSpan SuccessfulLifetime = TimeSpan.FromDays(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private volatile bool _hasRows = true;

    public void Schedule() => _hasRows = true;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (_hasRows)
                    await CleanUpAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // A failed start also cancels this service; the start reports its own error.
        }
    }

    private async Task CleanUpAsync(CancellationToken stoppingToken)
    {
        _hasRows = false;
        try
        {
            var now = time.GetUtcNow();
            await sql.ExecuteAsync(
                """
                DELETE FROM spent_states WHERE spent_at <= @p0
                    OR (session_hash IS NULL AND spent_at <= @p1)
                    OR (session_hash IS NULL AND by_stranger AND spent_at <= @p2)
                """,
                stoppingToken, Before(now, SuccessfulLifetime), Before(now, DefaultLifetime),
                Before(now, AnonymousLifetime));
            if (await sql.AnyAsync("SELECT 1 FROM spent_states LIMIT 1", stoppingToken))
                _hasRows = true;
        }
        catch (DbException)
        {
            // Another replica is deleting, or the database does not accept writes. Try again in a minute.
            _hasRows = true;
        }
    }

    private static long Before(DateTimeOffset now, TimeSpan lifetime) => (now - lifetime).ToUnixTimeMilliseconds();
}
