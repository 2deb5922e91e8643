using StackExchange.Redis;

namespace MusicAuth.Upstream.Cache;

/// <summary>Reads the connection string. Apart from the options, which a broker without Redis loads too.</summary>
internal static class RedisConnectionString
{
    public static bool IsValid(string? text) => Parse(text) is not null;

    public static ConfigurationOptions? Parse(string? text)
    {
        try
        {
            var redis = ConfigurationOptions.Parse(text ?? "");
            return redis.EndPoints.Count == 0 ? null : redis;
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException or OverflowException)
        {
            return null;
        }
    }
}
