using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using MusicAuth.Persistence;

namespace MusicAuth.SignIn;

/// <summary>Removes used states when their time has passed; only while there are some.</summary>
public sealed class UsedStateSweep(IServiceScopeFactory scopes, TimeProvider time) : BackgroundService
{
    // A state lives ten minutes, so it is refused by its own age when its row ends.
    private static readonly TimeSpan OfStrangers = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(30);

    // A browser that restores its tabs asks for a callback once more.
    private static readonly TimeSpan OfGoodSignIns = TimeSpan.FromDays(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private volatile bool _expectsRows = true;

    /// <summary>There is a row to be removed later.</summary>
    public void Expect() => _expectsRows = true;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (_expectsRows)
                    await SweepAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // A start that fails ends this, too, and reports its own cause.
        }
    }

    private async Task SweepAsync(CancellationToken stoppingToken)
    {
        _expectsRows = false;
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var states = scope.ServiceProvider.GetRequiredService<MusicAuthDb>().Set<UsedState>();
            var now = time.GetUtcNow();
            await states.Where(state => state.SpentAt <= now - OfGoodSignIns
                    || (state.SessionHash == null && state.SpentAt <= now - Usual)
                    || (state.SessionHash == null && state.ByStranger && state.SpentAt <= now - OfStrangers))
                .ExecuteDeleteAsync(stoppingToken);
            if (await states.AnyAsync(stoppingToken))
                _expectsRows = true;
        }
        catch (Exception exception) when (exception is DbException or DbUpdateException
            || Contention.IsIn(exception))
        {
            // Another replica sweeps, or the database takes no writes: the next minute tries again.
            _expectsRows = true;
        }
    }
}
