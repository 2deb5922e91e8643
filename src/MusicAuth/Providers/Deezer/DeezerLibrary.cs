using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.WebUtilities;
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

    public Task<Window<Playlist>> GetPlaylistsAsync(
        SourceAccess access, WindowRange range, CancellationToken cancellationToken) =>
        ReadAsync(access, "playlists", "/user/me/playlists" + Query(range),
            DeezerApiJson.Default.DeezerPageDeezerPlaylist, DeezerLibraryMapping.ToPlaylist, cancellationToken);

    public Task<Window<Track>> GetFavoritesAsync(
        SourceAccess access, WindowRange range, CancellationToken cancellationToken) =>
        ReadAsync(access, "favorites", "/user/me/tracks" + Query(range),
            DeezerApiJson.Default.DeezerPageDeezerTrack, DeezerLibraryMapping.ToTrack, cancellationToken);

    public async Task<Window<Track>> GetPlaylistTracksAsync(
        SourceAccess access, string playlistId, WindowRange range, CancellationToken cancellationToken)
    {
        if (playlistId.Length is 0 or > MaxIdLength || !playlistId.All(char.IsAsciiDigit))
            throw new UpstreamException(Name, UpstreamFault.NotFound, "Deezer has no such playlist.");
        var path = $"/playlist/{Uri.EscapeDataString(playlistId)}/tracks{Query(range)}";
        return await ReadAsync(access, "playlist_tracks", path,
            DeezerApiJson.Default.DeezerPageDeezerTrack, DeezerLibraryMapping.ToTrack, cancellationToken);
    }

    public Task<Window<Track>> GetFlowAsync(SourceAccess access, CancellationToken cancellationToken) =>
        ReadAsync(access, "flow", "/user/me/flow",
            DeezerApiJson.Default.DeezerPageDeezerTrack, DeezerLibraryMapping.ToTrack, cancellationToken);

    private async Task<Window<TItem>> ReadAsync<TWire, TItem>(
        SourceAccess access,
        string operation,
        string pathAndQuery,
        JsonTypeInfo<DeezerPage<TWire>> type,
        Func<TWire, TItem?> map,
        CancellationToken cancellationToken) where TWire : class where TItem : class
    {
        var page = await api.GetAsync(access, operation, pathAndQuery, type, cancellationToken);
        if (page.Data is not { } data)
            throw new UpstreamException(Name, UpstreamFault.InvalidAnswer, "Deezer's answer has no data.");
        return new Window<TItem>(
            [.. data.Select(item => item is null ? null : map(item))], NextIndex(page.Next), page.Total);
    }

    private static string Query(WindowRange range) => $"?index={range.Offset}&limit={range.Size}";

    // Deezer drops entries and goes on: where, only `next` knows, and never the count of the entries.
    private static int? NextIndex(string? next)
    {
        if (string.IsNullOrEmpty(next))
            return null;
        var query = next.IndexOf('?', StringComparison.Ordinal) is var mark and >= 0 ? next[mark..] : "";
        return QueryHelpers.ParseQuery(query).TryGetValue("index", out var index)
            && int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new UpstreamException(
                    Name, UpstreamFault.InvalidAnswer, "Deezer does not say where its list goes on.");
    }
}
