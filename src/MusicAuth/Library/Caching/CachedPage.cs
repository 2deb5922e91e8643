namespace MusicAuth.Library.Caching;

/// <param name="Page">The provider's page.</param>
/// <param name="FetchedAt">When the provider returned it.</param>
/// <param name="StaleCause">If the page is old: why MusicAuth could not fetch a newer one.</param>
internal readonly record struct CachedPage<T>(ProviderPage<T> Page, DateTimeOffset FetchedAt, Exception? StaleCause)
    where T : class;
