using StackExchange.Redis;

namespace MusicAuth.Upstream.Cache;

/// <summary>Section <c>Redis</c>.</summary>
public sealed class RedisOptions
{
    public const string Section = "Redis";

    /// <summary>A second level of the cache, shared by replicas; none where it is null.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Null where the connection string cannot be read.</summary>
    internal ConfigurationOptions? Parse()
    {
        try
        {
            var redis = ConfigurationOptions.Parse(ConnectionString ?? "");
            return redis.EndPoints.Count == 0 ? null : redis;
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException or OverflowException)
        {
            return null;
        }
    }
}
