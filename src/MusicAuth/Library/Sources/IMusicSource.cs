namespace MusicAuth.Library.Sources;

/// <summary>The library of one provider. Failures are <see cref="UpstreamException"/>.</summary>
public interface IMusicSource
{
    /// <summary>The provider's name in the API: <c>spotify</c> or <c>deezer</c>.</summary>
    string Provider { get; }

    /// <summary>The largest page that the provider allows.</summary>
    int MaxPageSize { get; }

    /// <summary>Whether the provider has a flow (only Deezer).</summary>
    bool HasFlow { get; }

    Task<ProviderPage<Playlist>> GetPlaylistsAsync(
        SourceAccess access, PageRange range, CancellationToken cancellationToken);

    Task<ProviderPage<Track>> GetFavoritesAsync(
        SourceAccess access, PageRange range, CancellationToken cancellationToken);

    Task<ProviderPage<Track>> GetPlaylistTracksAsync(
        SourceAccess access, string playlistId, PageRange range, CancellationToken cancellationToken);

    /// <exception cref="NotSupportedException"><see cref="HasFlow"/> is false.</exception>
    Task<ProviderPage<Track>> GetFlowAsync(SourceAccess access, CancellationToken cancellationToken);
}
