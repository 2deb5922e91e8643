using System.ComponentModel.DataAnnotations;

namespace MusicAuth.Upstream;

/// <summary>Section <c>Upstream</c>.</summary>
public sealed class UpstreamOptions
{
    public const string Section = "Upstream";

    // A stop waits for an exchange: longer ones would outlast what service managers grant.
    internal const int MaxTimeoutSeconds = 15;

    /// <summary>One exchange with a provider, from its slot to its whole answer; each wait before it too.</summary>
    [Range(1, MaxTimeoutSeconds, ErrorMessage = "Upstream:TimeoutSeconds must be between 1 and 15.")]
    public int TimeoutSeconds { get; set; } = 8;

    /// <summary>How much memory kept answers may take.</summary>
    [Range(1, 4096, ErrorMessage = "Upstream:CacheMegabytes must be between 1 and 4096.")]
    public int CacheMegabytes { get; set; } = 64;

    public TimeSpan Timeout => TimeSpan.FromSeconds(TimeoutSeconds);
}
