namespace MusicAuth.Grants.Spill;

/// <summary>
/// Counts spilled tokens for a change of the master key. It re-encrypts none, because the broker moves them to the
/// database, where <see cref="GrantEncryptedStore"/> does.
/// </summary>
internal sealed class SpillEncryptedStore(GrantSpill spill) : IEncryptedStore
{
    public const string StoreName = "spill folder";

    public string Name => StoreName;

    public Task<IReadOnlyList<EncryptionKeyUsage>> CountValuesByKeyAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<EncryptionKeyUsage>>([.. spill.ReadFiles().Select(tokens => new EncryptionKeyUsage
        {
            KeyId = FieldProtector.ReadKeyId(tokens.EncryptedAccessToken),
            Values = 1,
        })]);

    public Task<ReencryptionResult> ReencryptAsync(CancellationToken cancellationToken) =>
        Task.FromResult(ReencryptionResult.None);
}
