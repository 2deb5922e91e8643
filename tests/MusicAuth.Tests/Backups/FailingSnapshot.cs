namespace MusicAuth.Tests.Backups;

/// <summary>A database that ends a backup with an exception that MusicAuth has no sentence for.</summary>
internal sealed class FailingSnapshot : IDatabaseSnapshot
{
    public Task WriteAsync(string file, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("The copy has another row count.");
}
