using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Vault.Rollback;

/// <summary>
/// How far the database has come: a number in it that every change of custody moves. An older copy of the database has
/// a smaller one than what was written down elsewhere.
/// </summary>
public sealed class RollbackCounter
{
    private readonly Channel<bool> _moved =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Call it last in a transaction that stores or erases what an older copy must not bring back.</summary>
    public async Task IncrementAsync(MusicAuthDb db, CancellationToken cancellationToken)
    {
        await db.Set<InstanceMetadata>().ExecuteUpdateAsync(
            row => row.SetProperty(meta => meta.Commits, meta => meta.Commits + 1), cancellationToken);
        _moved.Writer.TryWrite(true);
    }

    /// <summary>Waits for the next advance, which may not be committed yet.</summary>
    /// <returns>False where the time ran out first.</returns>
    public async Task<bool> WaitForIncrementAsync(TimeSpan longest, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(longest, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await _moved.Reader.ReadAsync(both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
