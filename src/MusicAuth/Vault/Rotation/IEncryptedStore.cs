namespace MusicAuth.Vault.Rotation;

/// <summary>A store of encrypted values. A rotation of the master key re-encrypts every store.</summary>
internal interface IEncryptedStore
{
    /// <summary>The name in messages to the operator.</summary>
    string Name { get; }

    /// <param name="skippedKey">The id of a key whose values do not count; empty for none.</param>
    /// <param name="cancellationToken">Cancels the count.</param>
    Task<IReadOnlyList<EncryptionKeyUsage>> CountValuesByKeyAsync(
        byte[] skippedKey, CancellationToken cancellationToken);

    /// <summary>
    /// Re-encrypts every value with the current key. A value that changes meanwhile stays as the other writer left it.
    /// </summary>
    Task<ReencryptionResult> ReencryptAsync(CancellationToken cancellationToken);

    /// <summary>Decrypts every value, and changes none.</summary>
    /// <returns>The names of the rows that no configured key decrypts.</returns>
    Task<IReadOnlyList<string>> FindUndecryptableAsync(CancellationToken cancellationToken);
}
