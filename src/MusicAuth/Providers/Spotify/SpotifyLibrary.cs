using System.Text.Json.Serialization.Metadata;
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
            SpotifyApiJson.Default.SpotifyPageSpotifyPlaylist, SpotifyLibraryMapping.ToPlaylist, cancellationToken);

    public Task<Window<Track>> GetFavoritesAsync(
        SourceAccess access, WindowRange range, CancellationToken cancellationToken) =>
        ReadAsync(access, "favorites", "/me/tracks?", range,
            SpotifyApiJson.Default.SpotifyPageSpotifyEntry, SpotifyLibraryMapping.ToTrack, cancellationToken);

    public async Task<Window<Track>> GetPlaylistTracksAsync(
        SourceAccess access, string playlistId, WindowRange range, CancellationToken cancellationToken)
    {
        if (playlistId.Length is 0 or > MaxIdLength || !playlistId.All(char.IsAsciiLetterOrDigit))
            throw new UpstreamException(Name, UpstreamFault.NotFound, "Spotify has no such playlist.");
        var path = $"/playlists/{Uri.EscapeDataString(playlistId)}/items?additional_types=track,episode&";
        return await ReadAsync(access, "playlist_tracks", path, range,
            SpotifyApiJson.Default.SpotifyPageSpotifyEntry, SpotifyLibraryMapping.ToTrack, cancellationToken);
    }

    public Task<Window<Track>> GetFlowAsync(SourceAccess access, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    private async Task<Window<TItem>> ReadAsync<TWire, TItem>(
        SourceAccess access,
        string operation,
        string path,
        WindowRange range,
        JsonTypeInfo<SpotifyPage<TWire>> type,
        Func<TWire, TItem?> map,
        CancellationToken cancellationToken) where TWire : class where TItem : class
    {
        var page = await api.GetAsync(
            access, operation, $"{path}limit={range.Size}&offset={range.Offset}", type, cancellationToken);
        if (page.Items is not { } items)
            throw new UpstreamException(Name, UpstreamFault.InvalidAnswer, "Spotify's answer has no items.");

        // Spotify's own `next` leads to an address that it has removed: only its presence counts, and only where
        // there is no total. Pages may be short in the middle of a list.
        var step = page.Limit is { } limit && limit > 0 && limit < range.Size ? limit : range.Size;
        var after = range.Offset + step;
        var goesOn = page.Total is { } total ? after < total : page.Next is not null;
        return new Window<TItem>(
            [.. items.Take(step).Select(item => item is null ? null : map(item))], goesOn ? after : null, page.Total);
    }
}
