namespace MusicAuth.Vault.Rotation;

/// <summary>Where sealed values are kept. All of them are known to whoever changes the master key.</summary>
public interface IEncryptedStore
{
    /// <summary>What an operator calls it.</summary>
    string Name { get; }

    /// <summary>How many values say to be sealed under which key.</summary>
    Task<IReadOnlyList<EncryptionKeyUsage>> CountValuesByKeyAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Opens every value and puts it under the current key. Others may write meanwhile: what they wrote counts.
    /// </summary>
    Task<ReencryptionResult> ReencryptAsync(CancellationToken cancellationToken);
}
