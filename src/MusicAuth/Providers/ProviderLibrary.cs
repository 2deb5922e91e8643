namespace MusicAuth.Providers;

/// <summary>Reads a provider's lists, one page for each call.</summary>
internal abstract class ProviderLibrary(ProviderApi api) : IMusicSource
{
    public string Provider => api.Provider;

    public abstract int MaxPageSize { get; }

    public bool HasFlow => FlowPath is not null;

    public Task<ProviderPage<Playlist>> GetPlaylistsAsync(
        SourceAccess access, PageRange range, CancellationToken cancellationToken) =>
        ReadAsync(access, "playlists", PlaylistsPath, range, NewPlaylistPage(), cancellationToken);

    public Task<ProviderPage<Track>> GetFavoritesAsync(
        SourceAccess access, PageRange range, CancellationToken cancellationToken) =>
        ReadAsync(access, "favorites", FavoritesPath, range, NewTrackPage(), cancellationToken);

    public async Task<ProviderPage<Track>> GetPlaylistTracksAsync(
        SourceAccess access, string playlistId, PageRange range, CancellationToken cancellationToken) =>
        IsPlaylistId(playlistId)
            ? await ReadAsync(
                access, "playlist_tracks", GetPlaylistTracksPath(playlistId), range, NewTrackPage(), cancellationToken)
            : throw new UpstreamException(
                Provider, UpstreamFault.NotFound, $"{api.DisplayName} has no playlist with this id.");

    public Task<ProviderPage<Track>> GetFlowAsync(SourceAccess access, CancellationToken cancellationToken) =>
        FlowPath is { } path
            ? ReadAsync(access, "flow", path, range: null, NewTrackPage(), cancellationToken)
            : throw new NotSupportedException();

    protected abstract string PlaylistsPath { get; }

    protected abstract string FavoritesPath { get; }

    /// <summary>Null where the provider has no flow.</summary>
    protected virtual string? FlowPath => null;

    protected abstract string GetPlaylistTracksPath(string playlistId);

    protected abstract string GetRangeQuery(PageRange range);

    protected abstract bool IsPlaylistId(string text);

    protected abstract ProviderListResponse<Playlist> NewPlaylistPage();

    protected abstract ProviderListResponse<Track> NewTrackPage();

    private async Task<ProviderPage<T>> ReadAsync<T>(
        SourceAccess access, string operation, string path, PageRange? range, ProviderListResponse<T> response,
        CancellationToken cancellationToken) where T : class
    {
        var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        var pathAndQuery = range is { } asked ? path + separator + GetRangeQuery(asked) : path;
        await api.GetAsync(access, operation, pathAndQuery, response.Read, cancellationToken);
        return response.HasItems
            ? response.ToPage(range)
            : throw UpstreamException.InvalidResponse(Provider, $"{api.DisplayName}'s response contains no items.");
    }
}
