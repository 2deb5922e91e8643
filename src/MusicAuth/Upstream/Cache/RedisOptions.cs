namespace MusicAuth.Upstream.Cache;

/// <summary>Section <c>Redis</c>.</summary>
internal sealed class RedisOptions
{
    public const string Section = "Redis";

    /// <summary>The second cache level, which replicas share; null for none.</summary>
    public string? ConnectionString { get; set; }
    internal bool IsConfigured => !string.IsNullOrWhiteSpace(ConnectionString);
}
