using Microsoft.EntityFrameworkCore.Storage;

namespace MusicAuth.Persistence;

/// <summary>The differences between SQLite and PostgreSQL that stores must know.</summary>
public interface IDatabaseDialect
{
    /// <summary>
    /// SQL for the clock of the database in unix milliseconds. The clock advances within a transaction, and all
    /// processes share it.
    /// </summary>
    string UnixMillisecondsSql { get; }

    /// <summary>Removes erased values from the files of the database. Call this after the commit.</summary>
    /// <returns>False where a long-lived reader keeps the log open; the next call can succeed.</returns>
    Task<bool> TruncateWalAsync(CancellationToken cancellationToken);

    /// <summary>Whether the last call of <see cref="TruncateWalAsync"/> failed, so that another one is due.</summary>
    bool IsWalTruncationDue { get; }

    /// <summary>Begins a transaction that excludes all other exclusive transactions, in every process.</summary>
    /// <remarks>Other transactions can still write; a concurrency token detects their writes.</remarks>
    Task<IDbContextTransaction> BeginExclusiveTransactionAsync(MusicAuthDb db, CancellationToken cancellationToken);
}
