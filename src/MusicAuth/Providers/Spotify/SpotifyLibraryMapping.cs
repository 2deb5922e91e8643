using System.Globalization;
using MusicAuth.Library;

namespace MusicAuth.Providers.Spotify;

internal static class SpotifyLibraryMapping
{
    public static Playlist? ToPlaylist(SpotifyPlaylist playlist) => string.IsNullOrEmpty(playlist.Id) ? null : new()
    {
        Provider = SpotifyLibrary.Name,
        Id = playlist.Id,
        Name = playlist.Name ?? "",
        Description = NullIfEmpty(playlist.Description),
        Owner = playlist.Owner is { } owner ? new Person(owner.Id, NullIfEmpty(owner.DisplayName)) : null,
        TracksTotal = playlist.Items?.Total ?? playlist.Tracks?.Total,
        Public = playlist.Public,
        Collaborative = playlist.Collaborative,
        ImageUrl = FirstOf(playlist.Images),
        Url = WebLink.OrNull(playlist.ExternalUrls?.Spotify),
        Revision = NullIfEmpty(playlist.SnapshotId),
    };

    public static Track? ToTrack(SpotifyEntry entry)
    {
        if ((entry.Item ?? entry.Track) is not { } track)
            return null;
        var kind = entry.IsLocal is true || track.IsLocal is true ? TrackKind.Local
            : track.Type == "episode" ? TrackKind.Episode
            : TrackKind.Track;
        return new Track
        {
            Provider = SpotifyLibrary.Name,
            Id = kind is TrackKind.Local ? null : NullIfEmpty(track.Id),
            Title = track.Name ?? "",
            Artists = [.. (track.Artists ?? []).OfType<SpotifyArtist>().Select(Artist)],
            Album = AlbumOf(track),
            DurationMs = track.DurationMs,
            Isrc = NullIfEmpty(track.ExternalIds?.Isrc),
            Explicit = track.Explicit,
            Playable = track.IsPlayable,
            Kind = kind,
            AddedAt = Instant(entry.AddedAt),
            Url = WebLink.OrNull(track.ExternalUrls?.Spotify),
        };
    }

    private static Person Artist(SpotifyArtist artist) => new(NullIfEmpty(artist.Id), NullIfEmpty(artist.Name));

    // An episode has a show, and often an image of its own.
    private static Album? AlbumOf(SpotifyTrack track) => (track.Album ?? track.Show) is { } album
        ? new Album(NullIfEmpty(album.Id), NullIfEmpty(album.Name), FirstOf(album.Images) ?? FirstOf(track.Images))
        : null;

    // Widest first.
    private static string? FirstOf(IReadOnlyList<SpotifyImage?>? images) =>
        images?.Select(image => WebLink.PictureOrNull(image?.Url)).FirstOrDefault(url => url is not null);

    private static DateTimeOffset? Instant(string? text) =>
        DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var instant)
            ? instant
            : null;

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
