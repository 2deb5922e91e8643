namespace MusicAuth.Grants;

/// <summary>Notifies the handlers of a changed connection. A handler that fails does not undo the change.</summary>
internal sealed partial class GrantChangeNotifier(
    IEnumerable<IGrantChangeHandler> handlers, ILogger<GrantChangeNotifier> logger)
{
    public async Task NotifyAsync(Guid userId, string? provider)
    {
        foreach (var handler in handlers)
        {
            try
            {
                // Handlers run even where the client has disconnected.
                await handler.ConnectionChangedAsync(userId, provider, CancellationToken.None);
            }
#pragma warning disable CA1031 // The change is stored already.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                Log.HandlerFailed(logger, failure);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2050, LogLevel.Error,
            "A handler of a changed connection failed: cached responses can be outdated for a while")]
        public static partial void HandlerFailed(ILogger logger, Exception failure);
    }
}
