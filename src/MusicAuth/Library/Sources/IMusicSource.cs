namespace MusicAuth.Library.Sources;

/// <summary>One provider's library. Faults are <see cref="UpstreamException"/>.</summary>
public interface IMusicSource
{
    /// <summary>The wire name: <c>spotify</c> or <c>deezer</c>.</summary>
    string Provider { get; }

    /// <summary>The most entries that one call to the provider may ask for.</summary>
    int MaxPageSize { get; }

    /// <summary>Whether the provider has a flow (Deezer only).</summary>
    bool HasFlow { get; }

    Task<ProviderPage<Playlist>> GetPlaylistsAsync(
        SourceAccess access, PageRange range, CancellationToken cancellationToken);

    Task<ProviderPage<Track>> GetFavoritesAsync(SourceAccess access, PageRange range, CancellationToken cancellationToken);

    Task<ProviderPage<Track>> GetPlaylistTracksAsync(
        SourceAccess access, string playlistId, PageRange range, CancellationToken cancellationToken);

    /// <exception cref="NotSupportedException">Where <see cref="HasFlow"/> is false.</exception>
    Task<ProviderPage<Track>> GetFlowAsync(SourceAccess access, CancellationToken cancellationToken);
}
