namespace MusicAuth.Upstream.Cache;

/// <summary>What came of asking the cache.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="Age">How old it is.</param>
/// <param name="IsHit">Whether it was there already.</param>
/// <param name="Cause">
/// Why it is an old one: an <see cref="UpstreamException"/> or a <see cref="ProblemException"/>; null while fresh.
/// </param>
public readonly record struct CacheResult(StoredResponse Answer, TimeSpan Age, bool IsHit, Exception? Cause)
{
    public bool IsStale => Cause is not null;
}
