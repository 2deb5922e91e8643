namespace MusicAuth.Persistence;

/// <summary>How a database is taken into use, before anybody is served.</summary>
public interface IDatabaseStartup
{
    /// <summary>What it is called in the log and in errors; never with a password.</summary>
    string Name { get; }

    /// <summary>Keeps other starts on the same database waiting, until it is given back.</summary>
    /// <exception cref="DatabaseUnusableException">It cannot be reached, or must not be used from here.</exception>
    Task<IAsyncDisposable> AcquireStartupLockAsync(CancellationToken cancellationToken);

    /// <summary>Lets <paramref name="read"/> see the database as it is, or null where there is none yet.</summary>
    /// <remarks>Changes nothing.</remarks>
    /// <exception cref="DatabaseUnusableException">Damaged, foreign, or made by a newer version.</exception>
    Task<T> InspectAsync<T>(
        Func<MusicAuthDb?, CancellationToken, Task<T>> read, CancellationToken cancellationToken);

    /// <summary>Makes the database and brings its schema to this version.</summary>
    /// <exception cref="DatabaseUnusableException">It cannot be made or opened.</exception>
    Task MigrateAsync(CancellationToken cancellationToken);

    /// <summary>What a failure means and what mends it, in one line; null where it is not the database's.</summary>
    string? DescribeFailure(Exception failure);
}
