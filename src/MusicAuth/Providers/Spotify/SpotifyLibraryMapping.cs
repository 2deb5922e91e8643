namespace MusicAuth.Providers.Spotify;

/// <summary>Reads an entry of <c>/me/playlists</c>.</summary>
internal static class SpotifyLibraryMapping
{
    /// <summary>Null without an id: nothing can be done with such a playlist.</summary>
    public static Playlist? ReadPlaylist(ref LenientJsonReader json)
    {
        if (!json.TryEnterObject())
            return null;
        string? id = null, name = null, description = null, image = null, url = null, revision = null;
        PlaylistOwner? owner = null;
        long? items = null, tracks = null;
        bool? isPublic = null, isCollaborative = null;
        while (json.TryReadMember(out var member))
        {
            if (member.SequenceEqual("id"u8)) id = json.ReadId() ?? id;
            else if (member.SequenceEqual("name"u8)) name = json.ReadString() ?? name;
            else if (member.SequenceEqual("description"u8)) description = json.ReadString() ?? description;
            else if (member.SequenceEqual("owner"u8)) owner = SpotifyLibraryParts.ReadOwner(ref json) ?? owner;
            else if (member.SequenceEqual("public"u8)) isPublic = json.ReadBoolean() ?? isPublic;
            else if (member.SequenceEqual("collaborative"u8)) isCollaborative = json.ReadBoolean() ?? isCollaborative;
            else if (member.SequenceEqual("images"u8)) image = SpotifyLibraryParts.ReadLargestImage(ref json) ?? image;
            else if (member.SequenceEqual("external_urls"u8)) url = SpotifyLibraryParts.ReadWebUrl(ref json) ?? url;
            else if (member.SequenceEqual("snapshot_id"u8)) revision = json.ReadString() ?? revision;
            // `tracks` became `items` in 2026; both are sent, or neither for other people's playlists.
            else if (member.SequenceEqual("items"u8)) items = SpotifyLibraryParts.ReadTotal(ref json) ?? items;
            else if (member.SequenceEqual("tracks"u8)) tracks = SpotifyLibraryParts.ReadTotal(ref json) ?? tracks;
            else json.Skip();
        }

        return id is null ? null : new Playlist
        {
            Provider = SpotifyLibrary.Name,
            Id = id,
            Name = name,
            Description = NullIfEmpty(HtmlText.Read(description)),
            Owner = owner,
            TracksTotal = items ?? tracks,
            Public = isPublic,
            Collaborative = isCollaborative,
            ImageUrl = image,
            Url = url,
            Revision = NullIfEmpty(revision),
        };
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
