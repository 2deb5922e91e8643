namespace MusicAuth.Providers.Deezer;

/// <summary>Reads an entry of <c>/user/me/playlists</c>.</summary>
internal static class DeezerLibraryMapping
{
    /// <summary>Null without an id: nothing can be done with such a playlist.</summary>
    public static Playlist? ReadPlaylist(ref LenientJsonReader json)
    {
        if (!json.TryEnterObject())
            return null;
        string? id = null, name = null, description = null, url = null, revision = null;
        PlaylistOwner? owner = null;
        long? total = null;
        bool? isPublic = null, isCollaborative = null, isLoved = null;
        var pictures = new DeezerImages();
        while (json.TryReadMember(out var member))
        {
            if (member.SequenceEqual("id"u8)) id = json.ReadId() ?? id;
            else if (member.SequenceEqual("title"u8)) name = json.ReadString() ?? name;
            else if (member.SequenceEqual("description"u8)) description = json.ReadString() ?? description;
            else if (member.SequenceEqual("creator"u8)) owner = DeezerLibraryParts.ReadOwner(ref json) ?? owner;
            else if (member.SequenceEqual("nb_tracks"u8)) total = json.ReadCount() ?? total;
            else if (member.SequenceEqual("public"u8)) isPublic = json.ReadBoolean() ?? isPublic;
            else if (member.SequenceEqual("collaborative"u8)) isCollaborative = json.ReadBoolean() ?? isCollaborative;
            else if (member.SequenceEqual("is_loved_track"u8)) isLoved = json.ReadBoolean() ?? isLoved;
            else if (member.SequenceEqual("link"u8)) url = WebLink.OrNull(json.ReadString()) ?? url;
            else if (member.SequenceEqual("checksum"u8)) revision = json.ReadString() ?? revision;
            else if (member.StartsWith("picture_"u8)) pictures.Read(member["picture_".Length..], ref json);
            else json.Skip();
        }

        return id is null ? null : new Playlist
        {
            Provider = DeezerLibrary.Name,
            Id = id,
            Name = name,
            Description = string.IsNullOrEmpty(description) ? null : description,
            Owner = owner,
            TracksTotal = total,
            Public = isPublic,
            Collaborative = isCollaborative,
            Favorites = isLoved is true,
            ImageUrl = pictures.Best,
            Url = url,
            Revision = string.IsNullOrEmpty(revision) ? null : revision,
        };
    }
}
