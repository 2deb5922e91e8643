namespace MusicAuth.Vault;

/// <summary>Where sealed values are kept. All of them are known to whoever changes the master key.</summary>
public interface ISealedPlace
{
    /// <summary>What an operator calls it.</summary>
    string Name { get; }

    /// <summary>How many values say to be sealed under which key.</summary>
    Task<IReadOnlyList<KeyUse>> CountAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Opens every value and puts it under the current key. Others may write meanwhile: what they wrote counts.
    /// </summary>
    Task<ResealPass> ResealAsync(CancellationToken cancellationToken);
}

/// <summary>How many values say to be sealed under a key.</summary>
public sealed class KeyUse
{
    /// <summary>Empty where the value is none of ours.</summary>
    public byte[] KeyId { get; init; } = [];

    public long Values { get; init; }
}

/// <summary>What one walk over a place came to.</summary>
/// <param name="Resealed">Rows that were put under the current key.</param>
/// <param name="Overtaken">Rows that somebody else changed in the meantime: the next walk sees them.</param>
/// <param name="Unreadable">Rows that open under no key, by name.</param>
public sealed record ResealPass(long Resealed, long Overtaken, IReadOnlyList<string> Unreadable)
{
    public static ResealPass Nothing { get; } = new(0, 0, []);
}
