namespace MusicAuth.Library.Sources;

/// <summary>Either a page of the provider or a failure.</summary>
internal readonly record struct SourceResult<T>(ProviderPage<T>? Page, SourceFailure? Failure) where T : class
{
    public DateTimeOffset FetchedAt { get; init; }

    /// <summary>If the page is old: why MusicAuth could not fetch a newer one.</summary>
    public SourceFailure? StaleCause { get; init; }
}
