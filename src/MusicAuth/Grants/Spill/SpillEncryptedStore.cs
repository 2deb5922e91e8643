namespace MusicAuth.Grants.Spill;

/// <summary>
/// Spilled tokens, as a place of sealed values. They are counted and left alone: the broker holds them in memory too,
/// and puts them into the database, where they are put under the current key like all others.
/// </summary>
internal sealed class SpillEncryptedStore(GrantSpill spill) : IEncryptedStore
{
    public string Name => "spill folder";

    public Task<IReadOnlyList<EncryptionKeyUsage>> CountValuesByKeyAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<EncryptionKeyUsage>>([.. spill.ReadFiles()
            .Select(tokens => new EncryptionKeyUsage { KeyId = FieldProtector.ReadKeyId(tokens.SealedAccessToken), Values = 1 })]);

    public Task<ReencryptionResult> ReencryptAsync(CancellationToken cancellationToken) => Task.FromResult(ReencryptionResult.None);
}
