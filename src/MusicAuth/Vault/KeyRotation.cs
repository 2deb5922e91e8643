namespace MusicAuth.Vault;

/// <summary>Puts everything sealed under the current master key, beside a broker that goes on.</summary>
public sealed class KeyRotation(IEnumerable<ISealedPlace> places)
{
    // A row that is overtaken this often is overtaken by a broker with another key.
    private const int MostWalks = 20;

    /// <summary>
    /// Safe to be cut short anywhere and begun again: a row is under one key or under the other, and what is done is
    /// done.
    /// </summary>
    /// <returns>Place by place, what was done; what still does not open is of the last walk.</returns>
    public async Task<IReadOnlyDictionary<string, ResealPass>> RunAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, ResealPass> done = new(StringComparer.Ordinal);
        foreach (var place in places)
        {
            var resealed = 0L;
            ResealPass walk;
            var walks = 0;
            do
            {
                walk = await place.ResealAsync(cancellationToken);
                resealed += walk.Resealed;
            }
            while (walk.Resealed + walk.Overtaken > 0 && ++walks < MostWalks);
            done[place.Name] = walk with { Resealed = resealed };
        }

        return done;
    }
}
