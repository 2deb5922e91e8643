using MusicAuth.Library;

namespace MusicAuth.Providers.Deezer;

internal static class DeezerLibraryMapping
{
    private const long LatestSecond = 253_402_300_799;

    public static Playlist? ToPlaylist(DeezerPlaylist playlist) => string.IsNullOrEmpty(playlist.Id) ? null : new()
    {
        Provider = DeezerLibrary.Name,
        Id = playlist.Id,
        Name = playlist.Title ?? "",
        Description = NullIfEmpty(playlist.Description),
        Owner = playlist.Creator is { } creator ? ToPerson(creator) : null,
        TracksTotal = playlist.NbTracks,
        Public = playlist.Public,
        Collaborative = playlist.Collaborative,
        Favorites = playlist.IsLovedTrack is true,
        ImageUrl = FirstOf(playlist.PictureBig, playlist.PictureXl, playlist.PictureMedium, playlist.PictureSmall),
        Url = WebLink.OrNull(playlist.Link),
        Revision = NullIfEmpty(playlist.Checksum),
    };

    public static Track? ToTrack(DeezerTrack track) => string.IsNullOrEmpty(track.Id) ? null : new()
    {
        Provider = DeezerLibrary.Name,
        Id = track.Id,
        Title = track.Title ?? "",
        Artists = track.Artist is { } artist ? [ToPerson(artist)] : [],
        Album = track.Album is { } album ? ToAlbum(album) : null,
        DurationMs = track.Duration * 1000,
        Isrc = NullIfEmpty(track.Isrc),
        Explicit = track.ExplicitLyrics,
        Playable = track.Readable,
        Kind = TrackKind.Track,
        AddedAt = track.TimeAdd is > 0 and <= LatestSecond and var seconds
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null,
        Url = WebLink.OrNull(track.Link) ?? PageOf(track.Id),
    };

    private static Person ToPerson(DeezerPerson person) => new(NullIfEmpty(person.Id), NullIfEmpty(person.Name));

    private static Album ToAlbum(DeezerAlbum album) => new(
        NullIfEmpty(album.Id),
        NullIfEmpty(album.Title),
        FirstOf(album.CoverBig, album.CoverXl, album.CoverMedium, album.CoverSmall));

    // The tracks of a flow come without their link. A negative id is a file of the user's own, which has no page.
    private static string? PageOf(string id) => id.All(char.IsAsciiDigit) ? $"https://www.deezer.com/track/{id}" : null;

    private static string? FirstOf(params ReadOnlySpan<string?> links)
    {
        foreach (var link in links)
        {
            if (WebLink.PictureOrNull(link) is { } usable)
                return usable;
        }

        return null;
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
