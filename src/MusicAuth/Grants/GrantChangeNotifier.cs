namespace MusicAuth.Grants;

/// <summary>Notifies the handlers of a changed connection. A handler that fails does not undo the change.</summary>
internal sealed partial class GrantChangeNotifier(
    IEnumerable<IGrantChangeHandler> handlers, ILogger<GrantChangeNotifier> logger)
{
    // Handlers run even where the client has disconnected.
    public Task NotifyAsync(Guid userId, string? provider) =>
        NotifyAsync(handler => handler.ConnectionChangedAsync(userId, provider, CancellationToken.None));

    public Task NotifyOfRenewalAsync(Guid userId, string provider) =>
        NotifyAsync(handler => handler.ConsentRenewedAsync(userId, provider, CancellationToken.None));

    private async Task NotifyAsync(Func<IGrantChangeHandler, Task> notify)
    {
        foreach (var handler in handlers)
        {
            try
            {
                await notify(handler);
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
