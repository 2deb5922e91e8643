using System.Diagnostics.CodeAnalysis;

namespace MusicAuth.Sandbox.Spotify.Playlists;

/// <summary>A URI such as spotify:track:…, parsed and looked up in the catalogue.</summary>
internal sealed record SpotifyUri(string Text, string Kind, string Id, int Owner, int Index)
{
    private static readonly Dictionary<string, IdKind> InCatalogue = new(StringComparer.Ordinal)
    {
        ["track"] = IdKind.Track,
        ["album"] = IdKind.Album,
        ["artist"] = IdKind.Artist,
        ["episode"] = IdKind.Episode,
        ["show"] = IdKind.Show,
        ["playlist"] = IdKind.Playlist,
    };

    public static bool TryRead(string text, [NotNullWhen(true)] out SpotifyUri? uri)
    {
        uri = null;
        if (text.Split(':') is not ["spotify", var kind, { Length: > 0 } id]) return false;
        var (owner, index) = (0, 0);
        if (InCatalogue.TryGetValue(kind, out var known) && !Ids.TryRead(id, known, out owner, out index)) return false;
        if (kind == "audiobook" && (id.Length != 22 || !id.All(char.IsAsciiLetterOrDigit))) return false;
        uri = new(text, kind, id, owner, index);
        return true;
    }

    public static string[] Split(string uris) =>
        uris.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public AddedItem AsAddition(DateTimeOffset at) => new(InCatalogue[Kind], Owner, Index, at);
}
