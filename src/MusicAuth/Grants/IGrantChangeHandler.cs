namespace MusicAuth.Grants;

/// <summary>Is notified after a connection was added, changed or removed.</summary>
internal interface IGrantChangeHandler
{
    /// <param name="userId">The user.</param>
    /// <param name="provider">The provider; null for all providers.</param>
    /// <param name="cancellationToken">Cancels the handling.</param>
    Task ConnectionChangedAsync(Guid userId, string? provider, CancellationToken cancellationToken);
}
