namespace MusicAuth.Upstream.Cache;

/// <summary>Which stored responses satisfy a caller.</summary>
public enum CacheMode
{
    /// <summary>A fresh response, else a new one, else a stale one while no new one is available.</summary>
    Default,

    /// <summary>Only a new response, as with <c>Cache-Control: no-cache</c>.</summary>
    NoCache,

    /// <summary>A fresh or a new response, never a stale one: for a page whose parts are cached separately.</summary>
    FreshOnly,

    /// <summary>Like <see cref="Default"/>, but waits for a renewal that is due.</summary>
    Renew,
}
