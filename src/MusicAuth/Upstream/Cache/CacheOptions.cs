namespace MusicAuth.Upstream.Cache;

/// <summary>How long answers count as fresh. The library's module sets it from <c>Library:CacheSeconds</c>.</summary>
public sealed class CacheOptions
{
    /// <summary>Zero turns the cache off.</summary>
    public TimeSpan Freshness { get; set; } = TimeSpan.FromSeconds(60);
}
