namespace MusicAuth.Vault.Rollback;

/// <summary>What a slice does to its rows when a database is taken into use that may be an older copy.</summary>
public interface IRollbackHandler
{
    /// <summary>Runs in the transaction that begins the new epoch.</summary>
    /// <param name="db">The older copy.</param>
    /// <param name="newer">What is known of the newer one; null where nothing is.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    Task HandleAsync(MusicAuthDb db, RollbackRecord? newer, CancellationToken cancellationToken);
}
