namespace MusicAuth.Vault.Rollback;

/// <summary>Changes the rows of a slice when MusicAuth accepts a database that is possibly an older copy.</summary>
internal interface IRollbackHandler
{
    /// <summary>Runs in the transaction that begins the new epoch.</summary>
    /// <param name="db">The accepted database.</param>
    /// <param name="newer">The record of the newer database; null where there is none.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    Task HandleAsync(MusicAuthDb db, RollbackRecord? newer, CancellationToken cancellationToken);
}
