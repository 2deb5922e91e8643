namespace MusicAuth.Vault.Rotation;

/// <summary>The result of one pass over a store.</summary>
/// <param name="Reencrypted">The number of rows encrypted with the current key in this pass.</param>
/// <param name="Conflicts">The number of rows that changed meanwhile; the next pass reads them again.</param>
/// <param name="Undecryptable">The names of the rows that no configured key decrypts.</param>
internal sealed record ReencryptionResult(long Reencrypted, long Conflicts, IReadOnlyList<string> Undecryptable)
{
    public static ReencryptionResult None { get; } = new(0, 0, []);
}
