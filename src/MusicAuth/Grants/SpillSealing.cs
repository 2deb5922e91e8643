using MusicAuth.Vault;

namespace MusicAuth.Grants;

/// <summary>
/// Spilled tokens, as a place of sealed values. They are counted and left alone: the broker holds them in memory too,
/// and puts them into the database, where they are put under the current key like all others.
/// </summary>
internal sealed class SpillSealing(GrantSpill spill) : ISealedPlace
{
    public string Name => "spill folder";

    public Task<IReadOnlyList<KeyUse>> CountAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<KeyUse>>([.. spill.OnDisk()
            .Select(tokens => new KeyUse { KeyId = Sealer.KeyIdOf(tokens.SealedAccessToken), Values = 1 })]);

    public Task<ResealPass> ResealAsync(CancellationToken cancellationToken) => Task.FromResult(ResealPass.Nothing);
}
