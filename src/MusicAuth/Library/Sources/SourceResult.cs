namespace MusicAuth.Library.Sources;

/// <summary>What came of asking a source: a window or a failure.</summary>
internal readonly record struct SourceResult<T>(ProviderPage<T>? Page, SourceFailure? Failure) where T : class
{
    /// <summary>When the provider gave the window.</summary>
    public DateTimeOffset FetchedAt { get; init; }

    /// <summary>Why there is no newer one, where it is old.</summary>
    public SourceFailure? StaleCause { get; init; }
}
