namespace MusicAuth.Web.Addresses;

/// <summary>Warns at start where browsers reach MusicAuth by plain HTTP from other machines.</summary>
internal sealed partial class PlainHttpWarning(PublicAddress address, ILogger<PublicAddress> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (address.IsPlainHttpBeyondLoopback)
            Log.PlainHttp(logger, address.Origin);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(9010, LogLevel.Warning,
            "{Origin} uses plain HTTP, so others on the network can read sessions and API keys. Use a TLS proxy")]
        public static partial void PlainHttp(ILogger logger, string origin);
    }
}
