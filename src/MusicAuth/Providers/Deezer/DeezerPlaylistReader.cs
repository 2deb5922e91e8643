using MusicAuth.Library;

namespace MusicAuth.Providers.Deezer;

/// <summary>Reads an entry of <c>/user/me/playlists</c>.</summary>
internal static class DeezerPlaylistReader
{
    /// <summary>Null without an id: nothing can be done with such a playlist.</summary>
    public static Playlist? Read(ref LenientJson json)
    {
        if (!json.EntersObject())
            return null;
        string? id = null, name = null, description = null, url = null, revision = null;
        PlaylistOwner? owner = null;
        long? total = null;
        bool? isPublic = null, isCollaborative = null, isLoved = null;
        var pictures = new DeezerPictures();
        while (json.NextMember(out var member))
        {
            if (member.SequenceEqual("id"u8)) id = json.Id() ?? id;
            else if (member.SequenceEqual("title"u8)) name = json.Text() ?? name;
            else if (member.SequenceEqual("description"u8)) description = json.Text() ?? description;
            else if (member.SequenceEqual("creator"u8)) owner = DeezerParts.Owner(ref json) ?? owner;
            else if (member.SequenceEqual("nb_tracks"u8)) total = json.Count() ?? total;
            else if (member.SequenceEqual("public"u8)) isPublic = json.Flag() ?? isPublic;
            else if (member.SequenceEqual("collaborative"u8)) isCollaborative = json.Flag() ?? isCollaborative;
            else if (member.SequenceEqual("is_loved_track"u8)) isLoved = json.Flag() ?? isLoved;
            else if (member.SequenceEqual("link"u8)) url = WebLink.OrNull(json.Text()) ?? url;
            else if (member.SequenceEqual("checksum"u8)) revision = json.Text() ?? revision;
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
