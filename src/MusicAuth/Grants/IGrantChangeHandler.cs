namespace MusicAuth.Grants;

/// <summary>Hears of connections that came, went or changed, after that is stored.</summary>
public interface IGrantChangeHandler
{
    /// <param name="userId">Whose they are.</param>
    /// <param name="provider">At which provider; null is all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task ConnectionChangedAsync(Guid userId, string? provider, CancellationToken cancellationToken);
}
