using Microsoft.Extensions.Options;

namespace MusicAuth.SignIn.Registry;

/// <summary>Warns at start about provider endpoints that use plain HTTP beyond this machine.</summary>
internal sealed partial class InsecureEndpointWarning<TSettings>(
    string section, IOptions<TSettings> settings, ILogger<ProviderRegistry> logger) : IHostedService
    where TSettings : ProviderSettings
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var (key, url) in settings.Value.GetInsecureEndpoints())
            Log.InsecureEndpoint(logger, $"{section}:{key}", url.Host);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(3011, LogLevel.Warning,
            "{Key} uses plain HTTP to {Host}, so the network between can read tokens and secrets. Use https")]
        public static partial void InsecureEndpoint(ILogger logger, string key, string host);
    }
}
