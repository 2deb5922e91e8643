namespace MusicAuth.Access.ApiKeys;

/// <summary>The API key of a request, hashed, and the cache entry that has this hash.</summary>
/// <param name="Id">The id to read from the database; random for text that is no key.</param>
/// <param name="Hash">The hash to compare with the row.</param>
/// <param name="Cached">Null where this process has not seen the key as valid.</param>
/// <param name="IsValid">Whether the cache entry is young enough to accept the key.</param>
public readonly record struct PresentedApiKey(string Id, byte[] Hash, CachedApiKey? Cached, bool IsValid)
{
    public override string ToString() => "***";
}
