using System.Globalization;

namespace MusicAuth.Providers.Spotify.Mapping;

/// <summary>Reads a saved track or an item of a playlist.</summary>
internal static class SpotifyEntryMapping
{
    // Only these: a looser reader finds dates in "1.5" and takes today for "12:30".
    private static readonly string[] Times = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd"];

    public static Track? ReadTrack(ref LenientJsonReader json)
    {
        if (!json.TryEnterObject())
            return null;
        string? addedAt = null;
        bool? isLocal = null;
        SpotifyTrackReader? item = null, track = null;
        while (json.TryReadMember(out var member))
        {
            if (member.SequenceEqual("added_at"u8)) addedAt = json.ReadString() ?? addedAt;
            else if (member.SequenceEqual("is_local"u8)) isLocal = json.ReadBoolean() ?? isLocal;
            // `/me/tracks` says `track`; `/playlists/{id}/items` says `item`, with `track` as its deprecated alias.
            else if (member.SequenceEqual("item"u8)) item = SpotifyTrackReader.Read(ref json) ?? item;
            else if (member.SequenceEqual("track"u8)) track = SpotifyTrackReader.Read(ref json) ?? track;
            else json.Skip();
        }

        return (item ?? track)?.ToTrack(isLocal is true, ParseTime(addedAt));
    }

    private static DateTimeOffset? ParseTime(string? text) =>
        DateTimeOffset.TryParseExact(
            text, Times, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant)
            ? instant
            : null;
}
