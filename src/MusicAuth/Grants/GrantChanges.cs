namespace MusicAuth.Grants;

/// <summary>Hears of connections that came, went or changed, after that is stored.</summary>
public interface IGrantChangeHandler
{
    /// <param name="userId">Whose they are.</param>
    /// <param name="provider">At which provider; null is all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task ConnectionChangedAsync(Guid userId, string? provider, CancellationToken cancellationToken);
}

/// <summary>Tells of changed connections. What is stored stays stored, whatever becomes of the telling.</summary>
public sealed partial class GrantChanges(IEnumerable<IGrantChangeHandler> handlers, ILogger<GrantChanges> logger)
{
    public async Task TellAsync(Guid userId, string? provider)
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
