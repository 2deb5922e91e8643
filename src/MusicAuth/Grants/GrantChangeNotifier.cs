namespace MusicAuth.Grants;

/// <summary>Tells of changed connections. What is stored stays stored, whatever becomes of the telling.</summary>
public sealed partial class GrantChangeNotifier(IEnumerable<IGrantChangeHandler> handlers, ILogger<GrantChangeNotifier> logger)
{
    public async Task NotifyAsync(Guid userId, string? provider)
    {
        foreach (var handler in handlers)
        {
            try
            {
                // Whoever made the change may have left meanwhile; it is told all the same.
                await handler.ConnectionChangedAsync(userId, provider, CancellationToken.None);
            }
#pragma warning disable CA1031 // The change is made already.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                Log.NotTold(logger, failure);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2050, LogLevel.Error,
            "A changed connection could not be told: old answers may be given for a while")]
        public static partial void NotTold(ILogger logger, Exception failure);
    }
}
