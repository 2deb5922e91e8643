namespace MusicAuth.Library.Sources;

/// <summary>A call to a provider that returns a page of a list.</summary>
internal delegate Task<ProviderPage<T>> SourceCall<T>(SourceAccess access, CancellationToken cancellationToken)
    where T : class;
