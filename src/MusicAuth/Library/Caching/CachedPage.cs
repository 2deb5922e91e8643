namespace MusicAuth.Library.Caching;

/// <summary>A provider's page; an old one has the reason why there is no newer one.</summary>
internal readonly record struct CachedPage<T>(ProviderPage<T> Page, DateTimeOffset FetchedAt, Exception? StaleCause)
    where T : class;
