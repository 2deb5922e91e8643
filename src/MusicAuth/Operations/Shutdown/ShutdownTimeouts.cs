using System.Globalization;

namespace MusicAuth.Operations.Shutdown;

/// <summary>The limits of a shutdown, derived from the time-out of an exchange with a provider.</summary>
internal static class ShutdownTimeouts
{
    private static readonly TimeSpan BeyondExchange = TimeSpan.FromSeconds(7);

    /// <summary>Clamps invalid values, because the host is built before the validation of the settings.</summary>
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

    /// <summary>The host's time-out. The time-out of the service manager must be 5 s longer.</summary>
    public static TimeSpan HostTimeout(IConfiguration configuration) => ExchangeTimeout(configuration) + BeyondExchange;
}
