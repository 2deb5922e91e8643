namespace MusicAuth.Access.Registration;

/// <summary>Logs at start how many users the allow list excludes.</summary>
internal sealed partial class AllowListStartWarning(
    ScopedServices scopes, AllowList allowList, ILogger<AllowListStartWarning> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!allowList.IsInForce)
            return;
        try
        {
            var excluded = await scopes.UseAsync(
                (IdentityStore identities) => identities.CountExcludedAsync(stoppingToken));
            if (excluded > 0)
                Log.Excluded(logger, excluded);
        }
        catch (Exception failure) when (StorageFault.IsIn(failure))
        {
            // The allow list applies without this message.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1020, LogLevel.Warning, "Users without an account in Access:AllowedAccounts: {Count}. The "
            + "owner has not let them in either: they cannot sign in, and their sessions and API keys do not work")]
        public static partial void Excluded(ILogger logger, int count);
    }
}
