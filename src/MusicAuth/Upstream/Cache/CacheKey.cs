namespace MusicAuth.Upstream.Cache;

/// <summary>What an answer is kept under: nobody but who gives the same three gets it.</summary>
/// <param name="UserId">Whose it is; empty for the public catalogue.</param>
/// <param name="Audience">Which providers the caller may see: <c>*</c>, or names with commas between.</param>
/// <param name="Resource">Method, path, query, and whatever else the answer varies by.</param>
public readonly record struct CacheKey(Guid UserId, string Audience, string Resource);
