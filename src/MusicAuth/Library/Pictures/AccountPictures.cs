using System.Collections.Concurrent;

namespace MusicAuth.Library.Pictures;

/// <summary>
/// Gives the profile pictures of connected accounts, and caches them. Concurrent callers share one fetch, which a
/// caller that leaves does not stop.
/// </summary>
internal sealed class AccountPictures(
    IEnumerable<IAccountPictureSource> sources, StoredGrants grants, TokenAccess tokens, PictureCache cache)
{
    private readonly Dictionary<string, IAccountPictureSource> _sources =
        sources.ToDictionary(source => source.Provider, StringComparer.Ordinal);

    private readonly ConcurrentDictionary<(PictureKey, long), Lazy<Task<AccountPicture?>>> _fetches = new();

    public bool IsKnown(string provider) => _sources.ContainsKey(provider);

    /// <returns>Null where the provider is not connected, or the account has no picture.</returns>
    public async Task<AccountPicture?> FindAsync(Guid userId, string provider, CancellationToken cancellationToken)
    {
        var version = cache.Version;
        if (await grants.FindAsync(userId, provider, cancellationToken) is not { } grant)
            return null;
        var key = new PictureKey(userId, provider, grant.Id, grant.AccountId);
        if (cache.TryGet(key, out var cached))
            return cached;
        // A caller after a change does not join a fetch that began before the change.
        var fetch = _fetches.GetOrAdd(
            (key, version), _ => new Lazy<Task<AccountPicture?>>(() => FetchAsync(key, version)));
        return await fetch.Value.WaitAsync(cancellationToken);
    }

    private async Task<AccountPicture?> FetchAsync(PictureKey key, long version)
    {
        try
        {
            // The cache keeps no result here: without a token there was no call, and the next request can succeed.
            if (await tokens.Get(key.UserId, key.Provider, CancellationToken.None) is not TokenResult.Fresh token)
                return null;
            var picture = await ReadAsync(_sources[key.Provider], new SourceAccess(token.AccessToken, key.UserId));
            cache.Add(key, picture, version);
            return picture;
        }
        finally
        {
            _fetches.TryRemove((key, version), out _);
        }
    }

    private static async Task<AccountPicture?> ReadAsync(IAccountPictureSource source, SourceAccess access)
    {
        try
        {
            return await source.FindAsync(access);
        }
        catch (UpstreamException)
        {
            return null;
        }
    }
}
