namespace MusicAuth.Upstream.Cache;

/// <param name="StaleCause">
/// Why the response is stale: an <see cref="UpstreamException"/> or a <see cref="ProblemException"/>; null while fresh.
/// </param>
public readonly record struct CacheResult(StoredResponse Response, TimeSpan Age, bool IsHit, Exception? StaleCause);
