using Microsoft.Extensions.Options;

namespace MusicAuth.SignIn.Registry;

/// <summary>Says at start which endpoints of a provider are plain http beyond this machine.</summary>
internal sealed partial class InsecureEndpointWarning<TSettings>(
    string section, IOptions<TSettings> settings, ILogger<ProviderRegistry> logger) : IHostedService
    where TSettings : ProviderSettings
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var (key, url) in settings.Value.GetInsecureEndpoints())
            Log.PlainEndpoint(logger, $"{section}:{key}", new Uri(url).Host);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(3011, LogLevel.Warning,
            "{Key} is plain http to {Host}: the network in between can read tokens and secrets. Use https")]
        public static partial void PlainEndpoint(ILogger logger, string key, string host);
    }
}
