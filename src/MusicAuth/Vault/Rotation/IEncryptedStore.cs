namespace MusicAuth.Vault.Rotation;

/// <summary>A store of encrypted values. A rotation of the master key re-encrypts every store.</summary>
internal interface IEncryptedStore
{
    /// <summary>The name in messages to the operator.</summary>
    string Name { get; }

    Task<IReadOnlyList<EncryptionKeyUsage>> CountValuesByKeyAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Re-encrypts every value with the current key. A value that changes meanwhile stays as the other writer left it.
    /// </summary>
    Task<ReencryptionResult> ReencryptAsync(CancellationToken cancellationToken);
}
