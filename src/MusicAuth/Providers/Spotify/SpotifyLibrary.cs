namespace MusicAuth.Providers.Spotify;

internal sealed class SpotifyLibrary(SpotifyApi api) : ProviderLibrary(api)
{
    private const int MaxIdLength = 64;

    public override int MaxPageSize => 50;

    protected override string PlaylistsPath => "/me/playlists";

    protected override string FavoritesPath => "/me/tracks";

    protected override string GetPlaylistTracksPath(string playlistId) =>
        $"/playlists/{playlistId}/items?additional_types=track,episode";

    protected override string GetRangeQuery(PageRange range) => $"limit={range.Size}&offset={range.Offset}";

    protected override bool IsPlaylistId(string text) =>
        text.Length is > 0 and <= MaxIdLength && text.All(char.IsAsciiLetterOrDigit);

    protected override ProviderListResponse<Playlist> NewPlaylistPage() =>
        new SpotifyPage<Playlist>(SpotifyLibraryMapping.ReadPlaylist);

    protected override ProviderListResponse<Track> NewTrackPage() =>
        new SpotifyPage<Track>(SpotifyLibraryMapping.ReadTrack);
}
