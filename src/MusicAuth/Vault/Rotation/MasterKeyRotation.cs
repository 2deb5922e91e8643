namespace MusicAuth.Vault.Rotation;

/// <summary>Re-encrypts all stored values with the current master key. The broker can run meanwhile.</summary>
internal sealed class MasterKeyRotation(IEnumerable<IEncryptedStore> stores)
{
    // After so many conflicts a broker with another key is writing to the same rows.
    private const int MaxPasses = 20;

    /// <summary>Can be interrupted and repeated: each row is encrypted with one key or the other.</summary>
    /// <returns>The result of each store; the undecryptable rows are those of the last pass.</returns>
    public async Task<IReadOnlyDictionary<string, ReencryptionResult>> RunAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, ReencryptionResult> results = new(StringComparer.Ordinal);
        foreach (var store in stores)
        {
            var reencrypted = 0L;
            ReencryptionResult pass;
            var passes = 0;
            do
            {
                pass = await store.ReencryptAsync(cancellationToken);
                reencrypted += pass.Reencrypted;
            }
            while (pass.Reencrypted + pass.Conflicts > 0 && ++passes < MaxPasses);
            results[store.Name] = pass with { Reencrypted = reencrypted };
        }

        return results;
    }
}
