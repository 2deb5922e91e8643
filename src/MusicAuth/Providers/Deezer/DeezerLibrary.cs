using MusicAuth.Library;
using MusicAuth.Upstream;

namespace MusicAuth.Providers.Deezer;

public sealed class DeezerLibrary(DeezerApi api) : IMusicSource
{
    public const string Name = "deezer";

    private const int MaxIdLength = 19;

    public string Provider => Name;

    public int WindowSize => 100;

    public bool HasFlow => true;

    public async Task<Window<Playlist>> GetPlaylistsAsync(
        SourceAccess access, WindowRange range, CancellationToken cancellationToken) =>
        (await ReadAsync<Playlist>(
            access, "playlists", "/user/me/playlists" + Query(range), DeezerPlaylistReader.Read, cancellationToken))
        .ToWindow(range);

    public async Task<Window<Track>> GetFavoritesAsync(
        SourceAccess access, WindowRange range, CancellationToken cancellationToken) =>
        (await ReadAsync<Track>(
            access, "favorites", "/user/me/tracks" + Query(range), DeezerTrackReader.Read, cancellationToken))
        .ToWindow(range);

    public async Task<Window<Track>> GetPlaylistTracksAsync(
        SourceAccess access, string playlistId, WindowRange range, CancellationToken cancellationToken)
    {
        if (playlistId.Length is 0 or > MaxIdLength || !playlistId.All(char.IsAsciiDigit))
            throw new UpstreamException(Name, UpstreamFault.NotFound, "Deezer has no such playlist.");
        var path = $"/playlist/{Uri.EscapeDataString(playlistId)}/tracks{Query(range)}";
        var page = await ReadAsync<Track>(access, "playlist_tracks", path, DeezerTrackReader.Read, cancellationToken);
        return page.ToWindow(range);
    }

    public async Task<Window<Track>> GetFlowAsync(SourceAccess access, CancellationToken cancellationToken) =>
        (await ReadAsync<Track>(access, "flow", "/user/me/flow", DeezerTrackReader.Read, cancellationToken)).ToWindow();

    private async Task<DeezerPage<T>> ReadAsync<T>(
        SourceAccess access, string operation, string pathAndQuery, LenientReader<T> entry,
        CancellationToken cancellationToken) where T : class
    {
        var page = await api.GetAsync(
            access, operation, pathAndQuery, DeezerPage<T>.With(entry), cancellationToken);
        return page.HasData
            ? page
            : throw new UpstreamException(Name, UpstreamFault.InvalidAnswer, "Deezer's answer has no data.");
    }

    private static string Query(WindowRange range) => $"?index={range.Offset}&limit={range.Size}";
}
