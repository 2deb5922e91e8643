namespace MusicAuth.Grants;

/// <summary>Is notified after a connection was added, changed or removed.</summary>
internal interface IGrantChangeHandler
{
    /// <param name="userId">The user.</param>
    /// <param name="provider">The provider; null for all providers.</param>
    /// <param name="cancellationToken">Cancels the handling.</param>
    Task ConnectionChangedAsync(Guid userId, string? provider, CancellationToken cancellationToken);

    /// <summary>
    /// Is notified instead after a consent has replaced one of the same account, for the same app and scopes.
    /// </summary>
    /// <param name="userId">The user.</param>
    /// <param name="provider">The provider.</param>
    /// <param name="cancellationToken">Cancels the handling.</param>
    Task ConsentRenewedAsync(Guid userId, string provider, CancellationToken cancellationToken) =>
        ConnectionChangedAsync(userId, provider, cancellationToken);
}
