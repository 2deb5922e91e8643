using MusicAuth.Library;
using MusicAuth.Upstream;

namespace MusicAuth.Providers.Spotify;

public sealed class SpotifyLibrary(SpotifyApi api) : IMusicSource
{
    public const string Name = "spotify";

    private const int MaxIdLength = 64;

    public string Provider => Name;

    public int WindowSize => 50;

    public bool HasFlow => false;

    public Task<Window<Playlist>> GetPlaylistsAsync(
        SourceAccess access, WindowRange range, CancellationToken cancellationToken) =>
        ReadAsync(access, "playlists", "/me/playlists?", range,
            SpotifyPlaylistReader.Read, cancellationToken);

    public Task<Window<Track>> GetFavoritesAsync(
        SourceAccess access, WindowRange range, CancellationToken cancellationToken) =>
        ReadAsync(access, "favorites", "/me/tracks?", range,
            SpotifyEntryReader.Read, cancellationToken);

    public async Task<Window<Track>> GetPlaylistTracksAsync(
        SourceAccess access, string playlistId, WindowRange range, CancellationToken cancellationToken)
    {
        if (playlistId.Length is 0 or > MaxIdLength || !playlistId.All(char.IsAsciiLetterOrDigit))
            throw new UpstreamException(Name, UpstreamFault.NotFound, "Spotify has no such playlist.");
        var path = $"/playlists/{Uri.EscapeDataString(playlistId)}/items?additional_types=track,episode&";
        return await ReadAsync(access, "playlist_tracks", path, range,
            SpotifyEntryReader.Read, cancellationToken);
    }

    public Task<Window<Track>> GetFlowAsync(SourceAccess access, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    private async Task<Window<T>> ReadAsync<T>(
        SourceAccess access,
        string operation,
        string path,
        WindowRange range,
        LenientReader<T> entry,
        CancellationToken cancellationToken) where T : class
    {
        var page = await api.GetAsync(
            access, operation, $"{path}limit={range.Size}&offset={range.Offset}", SpotifyPage<T>.With(entry),
            cancellationToken);
        return page.HasItems
            ? page.ToWindow(range)
            : throw new UpstreamException(Name, UpstreamFault.InvalidAnswer, "Spotify's answer has no items.");
    }
}
