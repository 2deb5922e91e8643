namespace MusicAuth.Library.Sources;

/// <summary>One provider of one user, and how old its cached pages may be.</summary>
internal sealed record SourceRequest(string Provider, Guid UserId, CacheMode Mode);
