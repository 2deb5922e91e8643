using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace MusicAuth.SignIn.States;

/// <summary>Removes used states when their time has passed; only while there are some.</summary>
public sealed class UsedStateCleanup(IServiceScopeFactory scopes, TimeProvider time) : BackgroundService
{
    // A state lives ten minutes, so it is refused by its own age when its row ends.
    private static readonly TimeSpan AnonymousLifetime = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromMinutes(30);

    // A browser that restores its tabs asks for a callback once more.
    private static readonly TimeSpan SuccessfulLifetime = TimeSpan.FromDays(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private volatile bool _hasRows = true;

    /// <summary>There is a row to be removed later.</summary>
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
            // A start that fails ends this, too, and reports its own cause.
        }
    }

    private async Task CleanUpAsync(CancellationToken stoppingToken)
    {
        _hasRows = false;
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var states = scope.ServiceProvider.GetRequiredService<MusicAuthDb>().Set<UsedState>();
            var now = time.GetUtcNow();
            await states.Where(state => state.UsedAt <= now - SuccessfulLifetime
                    || (state.SessionHash == null && state.UsedAt <= now - DefaultLifetime)
                    || (state.SessionHash == null && state.IsAnonymous && state.UsedAt <= now - AnonymousLifetime))
                .ExecuteDeleteAsync(stoppingToken);
            if (await states.AnyAsync(stoppingToken))
                _hasRows = true;
        }
        catch (Exception exception) when (exception is DbException or DbUpdateException
            || ConcurrencyConflict.IsIn(exception))
        {
            // Another replica sweeps, or the database takes no writes: the next minute tries again.
            _hasRows = true;
        }
    }
}
