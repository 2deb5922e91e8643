namespace MusicAuth.Library.Sources;

/// <param name="Provider">The provider's name in the API.</param>
/// <param name="UserId">The owner of the lists.</param>
/// <param name="Mode">How old a page of the provider may be.</param>
internal sealed record SourceRequest(string Provider, Guid UserId, CacheMode Mode);
