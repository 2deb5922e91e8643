namespace MusicAuth.Persistence;

/// <summary>Copies the database of the settings, as it is at one moment, into a SQLite file.</summary>
internal interface IDatabaseSnapshot
{
    /// <summary>Creates the file. Other processes can read and write the database meanwhile.</summary>
    /// <param name="file">The path of a file that does not exist.</param>
    /// <param name="cancellationToken">Cancels the work between two tables.</param>
    Task WriteAsync(string file, CancellationToken cancellationToken);
}
