namespace MusicAuth.Upstream.Cache;

/// <summary>What a caller wants of the cache.</summary>
public enum CacheMode
{
    /// <summary>What is fresh, or a new answer, or an old one while there is no new one.</summary>
    Default,

    /// <summary>A new answer or the reason why there is none, as with <c>Cache-Control: no-cache</c>.</summary>
    NoCache,

    /// <summary>
    /// What is fresh, or a new answer: of what is put together from parts that are kept each for itself.
    /// </summary>
    FreshOnly,

    /// <summary>
    /// Like <see cref="Default"/>, but what is soon to be old is waited for: it goes into something that is kept.
    /// </summary>
    Renew,
}
