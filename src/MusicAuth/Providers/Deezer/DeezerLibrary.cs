namespace MusicAuth.Providers.Deezer;

public sealed class DeezerLibrary(DeezerApi api) : IMusicSource
{
    public const string Name = "deezer";

    private const int MaxIdLength = 19;

    public string Provider => Name;

    public int MaxPageSize => 100;

    public bool HasFlow => true;

    public async Task<ProviderPage<Playlist>> GetPlaylistsAsync(
        SourceAccess access, PageRange range, CancellationToken cancellationToken) =>
        (await ReadAsync<Playlist>(
            access, "playlists", "/user/me/playlists" + Query(range), DeezerLibraryMapping.ReadPlaylist, cancellationToken))
        .ToPage(range);

    public async Task<ProviderPage<Track>> GetFavoritesAsync(
        SourceAccess access, PageRange range, CancellationToken cancellationToken) =>
        (await ReadAsync<Track>(
            access, "favorites", "/user/me/tracks" + Query(range), DeezerTrackReader.ReadTrack, cancellationToken))
        .ToPage(range);

    public async Task<ProviderPage<Track>> GetPlaylistTracksAsync(
        SourceAccess access, string playlistId, PageRange range, CancellationToken cancellationToken)
    {
        if (playlistId.Length is 0 or > MaxIdLength || !playlistId.All(char.IsAsciiDigit))
            throw new UpstreamException(Name, UpstreamFault.NotFound, "Deezer has no playlist with this id.");
        var path = $"/playlist/{Uri.EscapeDataString(playlistId)}/tracks{Query(range)}";
        var page = await ReadAsync<Track>(access, "playlist_tracks", path, DeezerTrackReader.ReadTrack, cancellationToken);
        return page.ToPage(range);
    }

    public async Task<ProviderPage<Track>> GetFlowAsync(SourceAccess access, CancellationToken cancellationToken) =>
        (await ReadAsync<Track>(access, "flow", "/user/me/flow", DeezerTrackReader.ReadTrack, cancellationToken)).ToPage();

    private async Task<DeezerPage<T>> ReadAsync<T>(
        SourceAccess access, string operation, string pathAndQuery, JsonValueReader<T> entry,
        CancellationToken cancellationToken) where T : class
    {
        var page = await api.GetAsync(
            access, operation, pathAndQuery, DeezerPage<T>.CreateReader(entry), cancellationToken);
        return page.HasData
            ? page
            : throw new UpstreamException(Name, UpstreamFault.InvalidAnswer, "Deezer's response contains no data.");
    }

    private static string Query(PageRange range) => $"?index={range.Offset}&limit={range.Size}";
}
