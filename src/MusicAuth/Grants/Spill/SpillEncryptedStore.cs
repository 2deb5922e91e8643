namespace MusicAuth.Grants.Spill;

/// <summary>
/// Counts spilled tokens for a change of the master key. It re-encrypts none, because the broker moves them to the
/// database, where <see cref="GrantEncryptedStore"/> does.
/// </summary>
internal sealed class SpillEncryptedStore(GrantSpill spill) : IEncryptedStore
{
    public const string StoreName = "spill folder";

    public string Name => StoreName;

    public Task<IReadOnlyList<EncryptionKeyUsage>> CountValuesByKeyAsync(
        byte[] skippedKey, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<EncryptionKeyUsage>>(
        [
            .. spill.ReadFiles().Select(tokens => FieldProtector.ReadKeyId(tokens.EncryptedAccessToken))
                .Where(keyId => !keyId.AsSpan().SequenceEqual(skippedKey))
                .Select(keyId => new EncryptionKeyUsage { KeyId = keyId, Values = 1 }),
        ]);

    // The doctor's check of the spill folder names its files.
    public Task<IReadOnlyList<string>> FindUndecryptableAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([]);

    public Task<ReencryptionResult> ReencryptAsync(CancellationToken cancellationToken) =>
        Task.FromResult(ReencryptionResult.None);
}
