namespace MusicAuth.Vault.Rotation;

/// <summary>Puts everything sealed under the current master key, beside a broker that goes on.</summary>
public sealed class MasterKeyRotation(IEnumerable<IEncryptedStore> places)
{
    // A row that is overtaken this often is overtaken by a broker with another key.
    private const int MostWalks = 20;

    /// <summary>
    /// Safe to be cut short anywhere and begun again: a row is under one key or under the other, and what is done is
    /// done.
    /// </summary>
    /// <returns>Place by place, what was done; what still does not open is of the last walk.</returns>
    public async Task<IReadOnlyDictionary<string, ReencryptionResult>> RunAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, ReencryptionResult> done = new(StringComparer.Ordinal);
        foreach (var place in places)
        {
            var resealed = 0L;
            ReencryptionResult walk;
            var walks = 0;
            do
            {
                walk = await place.ReencryptAsync(cancellationToken);
                resealed += walk.Reencrypted;
            }
            while (walk.Reencrypted + walk.Conflicts > 0 && ++walks < MostWalks);
            done[place.Name] = walk with { Reencrypted = resealed };
        }

        return done;
    }
}
