namespace MusicAuth.Providers.Spotify;

public sealed class SpotifyLibrary(SpotifyApi api) : IMusicSource
{
    public const string Name = "spotify";

    private const int MaxIdLength = 64;

    public string Provider => Name;

    public int MaxPageSize => 50;

    public bool HasFlow => false;

    public Task<ProviderPage<Playlist>> GetPlaylistsAsync(
        SourceAccess access, PageRange range, CancellationToken cancellationToken) =>
        ReadAsync(access, "playlists", "/me/playlists?", range,
            SpotifyLibraryMapping.ReadPlaylist, cancellationToken);

    public Task<ProviderPage<Track>> GetFavoritesAsync(
        SourceAccess access, PageRange range, CancellationToken cancellationToken) =>
        ReadAsync(access, "favorites", "/me/tracks?", range,
            SpotifyEntryMapping.ReadTrack, cancellationToken);

    public async Task<ProviderPage<Track>> GetPlaylistTracksAsync(
        SourceAccess access, string playlistId, PageRange range, CancellationToken cancellationToken)
    {
        if (playlistId.Length is 0 or > MaxIdLength || !playlistId.All(char.IsAsciiLetterOrDigit))
            throw new UpstreamException(Name, UpstreamFault.NotFound, "Spotify has no playlist with this id.");
        var path = $"/playlists/{Uri.EscapeDataString(playlistId)}/items?additional_types=track,episode&";
        return await ReadAsync(access, "playlist_tracks", path, range,
            SpotifyEntryMapping.ReadTrack, cancellationToken);
    }

    public Task<ProviderPage<Track>> GetFlowAsync(SourceAccess access, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    private async Task<ProviderPage<T>> ReadAsync<T>(
        SourceAccess access,
        string operation,
        string path,
        PageRange range,
        JsonValueReader<T> entry,
        CancellationToken cancellationToken) where T : class
    {
        var page = await api.GetAsync(
            access, operation, $"{path}limit={range.Size}&offset={range.Offset}", SpotifyPage<T>.CreateReader(entry),
            cancellationToken);
        return page.HasItems
            ? page.ToPage(range)
            : throw new UpstreamException(Name, UpstreamFault.InvalidAnswer, "Spotify's response contains no items.");
    }
}
