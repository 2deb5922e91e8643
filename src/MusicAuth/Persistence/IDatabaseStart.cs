namespace MusicAuth.Persistence;

/// <summary>What comes before the broker serves, and differs by the kind of its database.</summary>
public interface IDatabaseStart
{
    /// <summary>Lets one process in at a time: from the first look until the first key of the ring is made.</summary>
    /// <returns>Lets the next one in when it is disposed.</returns>
    /// <exception cref="DatabaseUnusableException">The database is not there, or it is not for this process.</exception>
    Task<IAsyncDisposable> EnterAsync(CancellationToken cancellationToken);

    /// <summary>Lets <paramref name="read"/> see the database as it is, or null where there is no schema yet.</summary>
    /// <remarks>Writes nothing.</remarks>
    /// <exception cref="DatabaseUnusableException">Damaged, foreign, or made by a newer version.</exception>
    Task<T> InspectAsync<T>(
        Func<MusicAuthDb?, CancellationToken, Task<T>> read, CancellationToken cancellationToken);

    /// <summary>Brings the schema to this version.</summary>
    /// <exception cref="DatabaseUnusableException">The database cannot be made or changed.</exception>
    Task MigrateAsync(CancellationToken cancellationToken);
}
