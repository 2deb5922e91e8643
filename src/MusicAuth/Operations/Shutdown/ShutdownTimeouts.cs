using System.Globalization;

namespace MusicAuth.Operations.Shutdown;

/// <summary>How long a stop takes at most, from the length of one exchange with a provider.</summary>
internal static class ShutdownTimeouts
{
    private static readonly TimeSpan BeyondExchange = TimeSpan.FromSeconds(7);

    /// <summary>Read without validation: a host is made before the settings are validated.</summary>
    public static TimeSpan ExchangeTimeout(IConfiguration configuration)
    {
        var key = $"{UpstreamOptions.Section}:{nameof(UpstreamOptions.TimeoutSeconds)}";
        var isNumber = int.TryParse(
            configuration[key], NumberStyles.Integer, CultureInfo.InvariantCulture, out var seconds);
        return TimeSpan.FromSeconds(
            isNumber
                ? Math.Clamp(seconds, 1, UpstreamOptions.MaxTimeoutSeconds)
                : new UpstreamOptions().TimeoutSeconds);
    }

    /// <summary>The host's time-out; the service manager's must be 5 s longer.</summary>
    public static TimeSpan HostTimeout(IConfiguration configuration) => ExchangeTimeout(configuration) + BeyondExchange;
}
