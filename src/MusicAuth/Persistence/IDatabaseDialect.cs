namespace MusicAuth.Persistence;

/// <summary>Where SQLite and PostgreSQL differ and a store must know it.</summary>
public interface IDatabaseDialect
{
    /// <summary>
    /// SQL for the database's own clock in unix milliseconds. It goes on within a transaction, and it is the same for
    /// every process that uses the database.
    /// </summary>
    string ClockMilliseconds { get; }

    /// <summary>Makes what a committed transaction erased unreadable in the database's files, as far as it can.</summary>
    Task EraseRemainsAsync(CancellationToken cancellationToken);
}
