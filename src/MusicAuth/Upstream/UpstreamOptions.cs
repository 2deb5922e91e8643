using System.ComponentModel.DataAnnotations;

namespace MusicAuth.Upstream;

/// <summary>Section <c>Upstream</c>.</summary>
public sealed class UpstreamOptions
{
    public const string Section = "Upstream";

    // A stop waits for an exchange, and service managers do not wait longer.
    internal const int MaxTimeoutSeconds = 15;

    /// <summary>The limit of one exchange with a provider, and of each wait before it.</summary>
    [Range(1, MaxTimeoutSeconds, ErrorMessage = "Upstream:TimeoutSeconds must be between 1 and 15.")]
    public int TimeoutSeconds { get; set; } = 8;

    /// <summary>The bound of the response cache.</summary>
    [Range(1, 4096, ErrorMessage = "Upstream:CacheMegabytes must be between 1 and 4096.")]
    public int CacheMegabytes { get; set; } = 64;

    public TimeSpan Timeout => TimeSpan.FromSeconds(TimeoutSeconds);

    /// <summary>The limit of a TCP and TLS handshake with a provider. It is not a setting.</summary>
    internal TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(3);

    internal long CacheBytes => CacheMegabytes * 1024L * 1024L;
}
