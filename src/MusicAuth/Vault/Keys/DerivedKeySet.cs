namespace MusicAuth.Vault.Keys;

/// <summary>The keys of this process. Empty until the start has loaded the master keys.</summary>
internal sealed class DerivedKeySet
{
    private DerivedKeys[]? _keys;

    internal bool IsLoaded => _keys is not null;

    internal DerivedKeys Current => All[0];

    internal IReadOnlyList<DerivedKeys> All =>
        _keys ?? throw new InvalidOperationException("The startup sequence has not loaded the master keys.");

    /// <summary>Encrypts with the current key from now on; the previous keys only decrypt.</summary>
    public void Load(Guid instanceId, MasterKey current, params IEnumerable<MasterKey> previous) =>
        Load(Derive(instanceId, current, previous));

    internal static DerivedKeys[] Derive(Guid instanceId, MasterKey current, IEnumerable<MasterKey> previous) =>
        [.. previous.Prepend(current).Select(master => new DerivedKeys(master, instanceId))];

    internal void Load(DerivedKeys[] keys) => _keys = keys;

    internal DerivedKeys? Find(ReadOnlySpan<byte> id)
    {
        foreach (var keys in All)
        {
            if (id.SequenceEqual(keys.Id))
                return keys;
        }

        return null;
    }
}
