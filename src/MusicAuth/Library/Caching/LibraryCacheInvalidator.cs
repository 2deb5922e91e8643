namespace MusicAuth.Library.Caching;

/// <summary>Drops a user's cached lists when one of the user's connections changes.</summary>
internal sealed class LibraryCacheInvalidator(ResponseCache cache) : IGrantChangeHandler
{
    // Lists combine all providers, so a change of one connection affects the cached lists of all of them.
    public Task ConnectionChangedAsync(Guid userId, string? provider, CancellationToken cancellationToken) =>
        cache.InvalidateAsync(userId, provider: null, cancellationToken).AsTask();

    // The same account and scopes give the same lists.
    public Task ConsentRenewedAsync(Guid userId, string provider, CancellationToken cancellationToken) =>
        Task.CompletedTask;
}
