using MusicAuth.Grants;
using MusicAuth.Upstream;

namespace MusicAuth.Library;

/// <summary>One provider's library. Faults are <see cref="UpstreamException"/>.</summary>
public interface IMusicSource
{
    /// <summary>The wire name: <c>spotify</c> or <c>deezer</c>.</summary>
    string Provider { get; }

    /// <summary>The most entries that one call to the provider may ask for.</summary>
    int WindowSize { get; }

    /// <summary>Whether the provider has a flow (Deezer only).</summary>
    bool HasFlow { get; }

    Task<Window<Playlist>> GetPlaylistsAsync(
        SourceAccess access, WindowRange range, CancellationToken cancellationToken);

    Task<Window<Track>> GetFavoritesAsync(SourceAccess access, WindowRange range, CancellationToken cancellationToken);

    Task<Window<Track>> GetPlaylistTracksAsync(
        SourceAccess access, string playlistId, WindowRange range, CancellationToken cancellationToken);

    /// <exception cref="NotSupportedException">Where <see cref="HasFlow"/> is false.</exception>
    Task<Window<Track>> GetFlowAsync(SourceAccess access, CancellationToken cancellationToken);
}

/// <summary>With which token a source is asked, for whom, and how much it matters.</summary>
/// <param name="Token">The user's own.</param>
/// <param name="UserId">Null while somebody signs in.</param>
/// <param name="Priority">Background where nobody waits for the answer.</param>
public readonly record struct SourceAccess(
    AccessToken Token, Guid? UserId, CallPriority Priority = CallPriority.Interactive)
{
    public static SourceAccess OfSignIn(AccessToken token) => new(token, UserId: null, CallPriority.SignIn);

    public UpstreamTurn TurnAt(string provider, string pathAndQuery) =>
        new(provider, ProviderSide.Api, Priority, UserId) { Resource = CallResource.OfGet(pathAndQuery) };
}

/// <summary>Entries asked of a provider: from <paramref name="Offset"/> on, at most <paramref name="Size"/>.</summary>
public readonly record struct WindowRange(long Offset, int Size);

/// <summary>What the provider gave for a range.</summary>
/// <param name="Entries">In the provider's order; null where nothing of an entry can be read.</param>
/// <param name="NextOffset">Where the list goes on, null at its end; a short window need not be the last.</param>
/// <param name="Total">As the provider says, null where it does not.</param>
public sealed record Window<T>(IReadOnlyList<T?> Entries, long? NextOffset, long? Total) where T : class;
