namespace MusicAuth.Upstream.Cache;

/// <summary>The key of a stored response; a response never serves a caller with another key.</summary>
/// <param name="UserId">The user whose data it is; empty for the public catalogue.</param>
/// <param name="Audience">The providers that the caller can see: <c>*</c>, or comma-separated names.</param>
/// <param name="Resource">Method, path, query, and everything else that the response varies by.</param>
public readonly record struct CacheKey(Guid UserId, string Audience, string Resource);
