namespace MusicAuth.Vault;

/// <summary>The keys of this process: none until the start has unsealed the vault.</summary>
public sealed class VaultKeys
{
    private SealingKeys[]? _keys;

    internal SealingKeys Current => All[0];

    internal IReadOnlyList<SealingKeys> All =>
        _keys ?? throw new InvalidOperationException("The vault is sealed: the start sequence has not run.");

    /// <summary>Seals under the first key from now on; the others only open.</summary>
    public void Unseal(Guid instanceId, MasterKey current, params IEnumerable<MasterKey> previous) =>
        Unseal(Derive(instanceId, current, previous));

    internal static SealingKeys[] Derive(Guid instanceId, MasterKey current, IEnumerable<MasterKey> previous) =>
        [.. previous.Prepend(current).Select(master => new SealingKeys(master, instanceId))];

    internal void Unseal(SealingKeys[] keys) => _keys = keys;

    internal SealingKeys? Find(ReadOnlySpan<byte> id)
    {
        foreach (var keys in All)
        {
            if (id.SequenceEqual(keys.Id))
                return keys;
        }

        return null;
    }
}
