using MusicAuth.Grants;
using MusicAuth.Upstream;

namespace MusicAuth.Library;

/// <summary>
/// A user whose connections changed gets nothing that was put together before: not even of another provider, since
/// whoever connects a second one expects it in the list.
/// </summary>
internal sealed class LibraryCache(ResponseCache cache) : IGrantChangeHandler
{
    public Task ConnectionChangedAsync(Guid userId, string? provider, CancellationToken cancellationToken) =>
        cache.DropAsync(userId, provider: null, cancellationToken).AsTask();
}
