using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Vault.Rollback;

/// <summary>
/// A number in the database that every change of stored tokens increments. An older copy of the database contains a
/// smaller number than the rollback record.
/// </summary>
public sealed class RollbackCounter
{
    private readonly Channel<bool> _incremented =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>
    /// Call this in a transaction that an older copy of the database must not undo: after the change of a connection,
    /// and before the change of sessions, API keys, invitations, calendar addresses, notice channels, provider apps and
    /// users. With one order, no two transactions wait for each other. A sign-in changes its user and its invitation
    /// first, so its transaction is exclusive.
    /// </summary>
    public async Task IncrementAsync(MusicAuthDb db, CancellationToken cancellationToken)
    {
        await db.Set<InstanceMetadata>().ExecuteUpdateAsync(
            row => row.SetProperty(meta => meta.Commits, meta => meta.Commits + 1), cancellationToken);
        _incremented.Writer.TryWrite(true);
    }

    /// <summary>Waits for the next increment, which is possibly not committed yet.</summary>
    public async Task<bool> WaitForIncrementAsync(
        TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await _incremented.Reader.ReadAsync(both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
