using System.Globalization;
using MusicAuth.Library;

namespace MusicAuth.Providers.Spotify;

/// <summary>Reads a saved track or an item of a playlist.</summary>
internal static class SpotifyEntryReader
{
    // Only these: a looser reader finds dates in "1.5" and takes today for "12:30".
    private static readonly string[] Times = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd"];

    public static Track? Read(ref LenientJson json)
    {
        if (!json.EntersObject())
            return null;
        string? addedAt = null;
        bool? isLocal = null;
        SpotifyTrack? item = null, track = null;
        while (json.NextMember(out var member))
        {
            if (member.SequenceEqual("added_at"u8)) addedAt = json.Text() ?? addedAt;
            else if (member.SequenceEqual("is_local"u8)) isLocal = json.Flag() ?? isLocal;
            // `/me/tracks` says `track`; `/playlists/{id}/items` says `item`, with `track` as its deprecated alias.
            else if (member.SequenceEqual("item"u8)) item = SpotifyTrack.Read(ref json) ?? item;
            else if (member.SequenceEqual("track"u8)) track = SpotifyTrack.Read(ref json) ?? track;
            else json.Skip();
        }

        return (item ?? track)?.ToTrack(isLocal is true, Instant(addedAt));
    }

    private static DateTimeOffset? Instant(string? text) =>
        DateTimeOffset.TryParseExact(
            text, Times, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant)
            ? instant
            : null;
}
