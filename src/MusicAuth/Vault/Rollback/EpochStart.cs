using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Vault.Rollback;

/// <summary>Begins a new epoch in a database that is possibly an older copy.</summary>
internal sealed class EpochStart(IEnumerable<IRollbackHandler> handlers)
{
    /// <param name="db">The accepted database.</param>
    /// <param name="newer">The record of the newer database; null where there is none.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public async Task BeginAsync(MusicAuthDb db, RollbackRecord? newer, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        foreach (var handler in handlers)
            await handler.HandleAsync(db, newer, cancellationToken);
        var metadata = await db.Set<InstanceMetadata>().SingleAsync(cancellationToken);
        metadata.Epoch = Math.Max(metadata.Epoch, newer?.Epoch ?? 0) + 1;
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
