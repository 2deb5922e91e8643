namespace MusicAuth.Persistence;

/// <summary>The steps of the startup that depend on the kind of database.</summary>
internal interface IDatabaseStartup
{
    /// <summary>The name of the database in logs and errors, without a password.</summary>
    string Name { get; }

    /// <summary>Whether the database is a file, which an operator can move to another machine.</summary>
    bool IsFile { get; }

    /// <summary>Makes other starts with the same database wait, until the lock is disposed.</summary>
    /// <exception cref="DatabaseUnusableException">The database is unreachable or on a network file system.</exception>
    Task<IAsyncDisposable> AcquireStartupLockAsync(CancellationToken cancellationToken);

    /// <summary>Reads the database without changing it. A new database is null.</summary>
    /// <exception cref="DatabaseUnusableException">
    /// The database is damaged, or belongs to another program or another version.
    /// </exception>
    Task<T> InspectAsync<T>(
        Func<MusicAuthDb?, CancellationToken, Task<T>> read, CancellationToken cancellationToken);

    /// <summary>The same without EF, for the start.</summary>
    Task<T> InspectBySqlAsync<T>(
        Func<PlainConnection?, CancellationToken, Task<T>> read, CancellationToken cancellationToken);

    /// <summary>Creates the database and migrates its schema to this version.</summary>
    /// <exception cref="DatabaseUnusableException">MusicAuth cannot create or open the database.</exception>
    Task MigrateAsync(CancellationToken cancellationToken);

    /// <summary>Whether MusicAuth would create the database.</summary>
    bool IsNew { get; }

    /// <summary>Deletes a database that was new before a restore that failed.</summary>
    void DeleteNew();

    /// <returns>The cause and its remedy on one line; null where the database did not cause the failure.</returns>
    string? DescribeFailure(Exception failure);
}
