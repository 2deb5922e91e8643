namespace MusicAuth.Library.Caching;

/// <summary>A window, when the provider gave it, and why there is no newer one where it is old.</summary>
internal readonly record struct CachedPage<T>(ProviderPage<T> Page, DateTimeOffset FetchedAt, Exception? StaleCause)
    where T : class;
