namespace MusicAuth.Library.Caching;

/// <summary>
/// A user whose connections changed gets nothing that was put together before: not even of another provider, since
/// whoever connects a second one expects it in the list.
/// </summary>
internal sealed class LibraryCacheInvalidator(ResponseCache cache) : IGrantChangeHandler
{
    public Task ConnectionChangedAsync(Guid userId, string? provider, CancellationToken cancellationToken) =>
        cache.InvalidateAsync(userId, provider: null, cancellationToken).AsTask();
}
