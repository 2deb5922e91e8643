namespace MusicAuth.Setup.ProviderApps;

/// <summary>Puts an app into use, and discards the state of the previous app.</summary>
internal sealed partial class ProviderAppActivation(
    AppHealth health, OutboundLimiter limiter, AppTokens tokens, ILogger<ProviderAppActivation> logger)
{
    public void Apply(ProviderCredentials credentials, AppCredentials? app)
    {
        if (!credentials.TrySet(app, out var before))
            return;
        health.Reset(credentials.Provider);
        tokens.Reset(credentials.Provider);
        // A provider limits an app by its client id; another secret ends no block.
        if (before is not null && before.ClientId != app?.ClientId)
            limiter.ResetBlocks(credentials.Provider);
        if (app is null)
            Log.Removed(logger, credentials.Provider);
        else
            Log.InUse(logger, credentials.Provider);
    }

    private static partial class Log
    {
        [LoggerMessage(14002, LogLevel.Information, "The {Provider} app that was set on the page is in use")]
        public static partial void InUse(ILogger logger, string provider);

        [LoggerMessage(14003, LogLevel.Information, "The {Provider} app was removed; its sign-in is off")]
        public static partial void Removed(ILogger logger, string provider);
    }
}
