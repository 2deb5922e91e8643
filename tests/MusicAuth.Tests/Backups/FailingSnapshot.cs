namespace MusicAuth.Tests.Backups;

/// <summary>A snapshot that throws an exception without a message for the owner.</summary>
internal sealed class FailingSnapshot : IDatabaseSnapshot
{
    public Task WriteAsync(string file, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("The copy has another row count.");
}
