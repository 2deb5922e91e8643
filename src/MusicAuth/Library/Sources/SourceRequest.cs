namespace MusicAuth.Library.Sources;

/// <summary>What one page has to do with one source.</summary>
/// <param name="Provider">The source.</param>
/// <param name="UserId">Whose it is.</param>
/// <param name="Ask">How old a window may be.</param>
internal sealed record SourceRequest(string Provider, Guid UserId, CacheMode Ask);
