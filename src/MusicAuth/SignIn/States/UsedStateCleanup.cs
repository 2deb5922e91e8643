using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace MusicAuth.SignIn.States;

/// <summary>Deletes expired used states, and does nothing while the table is empty.</summary>
internal sealed class UsedStateCleanup(IServiceScopeFactory scopes, TimeProvider time) : BackgroundService
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
            // Another replica is deleting, or the database does not accept writes. Try again in a minute.
            _hasRows = true;
        }
    }
}
