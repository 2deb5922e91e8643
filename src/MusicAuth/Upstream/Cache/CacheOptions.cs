namespace MusicAuth.Upstream.Cache;

public sealed class CacheOptions
{
    /// <summary>How long a stored response stays fresh; zero turns the cache off.</summary>
    public TimeSpan Freshness { get; set; } = TimeSpan.FromSeconds(60);
}
