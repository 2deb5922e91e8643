using Microsoft.EntityFrameworkCore.Storage;

namespace MusicAuth.Persistence;

/// <summary>Where SQLite and PostgreSQL differ and a store must know it.</summary>
public interface IDatabaseDialect
{
    /// <summary>
    /// SQL for the database's own clock in unix milliseconds. It goes on within a transaction, and it is one and the
    /// same for every process on the database.
    /// </summary>
    string UnixMillisecondsSql { get; }

    /// <summary>Makes what a transaction erased unreadable in the database's files; called after the commit.</summary>
    /// <returns>False where a long-lived reader kept the log; the next call catches up.</returns>
    Task<bool> TruncateWalAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Begins a transaction that reads before it writes: no other one that was begun so, in any process, comes between.
    /// </summary>
    /// <remarks>A write outside of such a transaction may still come between; a concurrency token notices it.</remarks>
    Task<IDbContextTransaction> BeginExclusiveTransactionAsync(MusicAuthDb db, CancellationToken cancellationToken);
}
