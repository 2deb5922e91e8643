namespace MusicAuth.Providers.Deezer;

internal sealed class DeezerLibrary(DeezerApi api) : ProviderLibrary(api)
{
    private const int MaxIdLength = 19;

    public override int MaxPageSize => 100;

    protected override string PlaylistsPath => "/user/me/playlists";

    protected override string FavoritesPath => "/user/me/tracks";

    protected override string FlowPath => "/user/me/flow";

    protected override string GetPlaylistTracksPath(string playlistId) => $"/playlist/{playlistId}/tracks";

    protected override string GetRangeQuery(PageRange range) => $"index={range.Offset}&limit={range.Size}";

    protected override bool IsPlaylistId(string text) =>
        text.Length is > 0 and <= MaxIdLength && text.All(char.IsAsciiDigit);

    protected override ProviderListResponse<Playlist> NewPlaylistPage() =>
        new DeezerPage<Playlist>(DeezerLibraryMapping.ReadPlaylist);

    protected override ProviderListResponse<Track> NewTrackPage() =>
        new DeezerPage<Track>(DeezerLibraryMapping.ReadTrack);
}
