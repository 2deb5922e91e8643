namespace MusicAuth.Vault.Rotation;

/// <summary>What one walk over a place came to.</summary>
/// <param name="Reencrypted">Rows that were put under the current key.</param>
/// <param name="Conflicts">Rows that somebody else changed in the meantime: the next walk sees them.</param>
/// <param name="Undecryptable">Rows that open under no key, by name.</param>
public sealed record ReencryptionResult(long Reencrypted, long Conflicts, IReadOnlyList<string> Undecryptable)
{
    public static ReencryptionResult None { get; } = new(0, 0, []);
}
