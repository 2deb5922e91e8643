namespace MusicAuth.Providers.Spotify.Mapping;

/// <summary>A track, an episode or a chapter, as the service sends it.</summary>
internal sealed class SpotifyTrackReader
{
    private string? _id;
    private string? _uri;
    private string? _type;
    private string? _title;
    private bool? _isLocal;
    private bool? _isPlayable;
    private bool? _explicit;
    private long? _durationMs;
    private List<Artist?>? _artists;
    private Album? _album;
    private Album? _show;
    private Album? _audiobook;
    private string? _imageUrl;
    private string? _isrc;
    private string? _url;

    private bool IsEmpty =>
        (_id ?? _uri) is null && string.IsNullOrEmpty(_title) && _artists is null or [] && (_album ?? _show) is null;

    /// <summary>Null where nothing is left that tells which track it is.</summary>
    public static SpotifyTrackReader? Read(ref LenientJsonReader json)
    {
        if (!json.TryEnterObject())
            return null;
        var track = new SpotifyTrackReader();
        while (json.TryReadMember(out var member))
        {
            if (!track.ReadValue(member, ref json) && !track.ReadPart(member, ref json))
                json.Skip();
        }

        return track.IsEmpty ? null : track;
    }

    public Track ToTrack(bool isLocal, DateTimeOffset? addedAt)
    {
        var kind = GetKind(isLocal || _isLocal is true);
        return new Track
        {
            Provider = SpotifyLibrary.Name,
            Id = kind is TrackKind.Local ? null : _id,
            Title = _title,
            Artists = [.. (_artists ?? []).OfType<Artist>()],
            Album = GetAlbum(kind),
            DurationMs = _durationMs,
            Isrc = string.IsNullOrEmpty(_isrc) ? null : _isrc,
            Explicit = _explicit,
            Playable = _isPlayable,
            Kind = kind,
            AddedAt = addedAt,
            Url = _url,
        };
    }

    // The uri comes first: episodes and chapters have been sent with the type, or the members, of a track.
    private TrackKind GetKind(bool isLocal) => _uri switch
    {
        _ when HasUriKind("track") => TrackKind.Track,
        _ when HasUriKind("episode") || HasUriKind("chapter") => TrackKind.Episode,
        _ when HasUriKind("local") => TrackKind.Local,
        _ when isLocal => TrackKind.Local,
        _ when _type is "episode" or "chapter" => TrackKind.Episode,
        _ when _album is null && (_show ?? _audiobook) is not null => TrackKind.Episode,
        _ => TrackKind.Track,
    };

    private bool HasUriKind(string kind) =>
        _uri is { } uri && uri.StartsWith("spotify:", StringComparison.Ordinal)
        && uri.AsSpan("spotify:".Length) is var rest && rest.StartsWith(kind, StringComparison.Ordinal)
        && rest.Length > kind.Length && rest[kind.Length] == ':';

    // An episode has a show, a chapter its book, and both often a picture of their own.
    private Album? GetAlbum(TrackKind kind)
    {
        var album = kind is TrackKind.Episode ? _show ?? _audiobook ?? _album : _album ?? _show ?? _audiobook;
        return album is { ImageUrl: null } ? album with { ImageUrl = _imageUrl } : album;
    }

    private bool ReadValue(scoped ReadOnlySpan<byte> member, ref LenientJsonReader json)
    {
        if (member.SequenceEqual("id"u8)) _id = json.ReadId() ?? _id;
        else if (member.SequenceEqual("uri"u8)) _uri = json.ReadString() ?? _uri;
        else if (member.SequenceEqual("type"u8)) _type = json.ReadString() ?? _type;
        else if (member.SequenceEqual("name"u8)) _title = json.ReadString() ?? _title;
        else if (member.SequenceEqual("is_local"u8)) _isLocal = json.ReadBoolean() ?? _isLocal;
        else if (member.SequenceEqual("is_playable"u8)) _isPlayable = json.ReadBoolean() ?? _isPlayable;
        else if (member.SequenceEqual("explicit"u8)) _explicit = json.ReadBoolean() ?? _explicit;
        else if (member.SequenceEqual("duration_ms"u8)) _durationMs = json.ReadCount() ?? _durationMs;
        else return false;
        return true;
    }

    private bool ReadPart(scoped ReadOnlySpan<byte> member, ref LenientJsonReader json)
    {
        if (member.SequenceEqual("artists"u8)) _artists = json.ReadList(SpotifyLibraryParts.ReadArtist) ?? _artists;
        else if (member.SequenceEqual("album"u8)) _album = SpotifyLibraryParts.ReadAlbum(ref json) ?? _album;
        else if (member.SequenceEqual("show"u8)) _show = SpotifyLibraryParts.ReadAlbum(ref json) ?? _show;
        else if (member.SequenceEqual("audiobook"u8)) _audiobook = SpotifyLibraryParts.ReadAlbum(ref json) ?? _audiobook;
        else if (member.SequenceEqual("images"u8)) _imageUrl = SpotifyLibraryParts.ReadLargestImage(ref json) ?? _imageUrl;
        else if (member.SequenceEqual("external_ids"u8)) _isrc = SpotifyLibraryParts.ReadIsrc(ref json) ?? _isrc;
        else if (member.SequenceEqual("external_urls"u8)) _url = SpotifyLibraryParts.ReadWebUrl(ref json) ?? _url;
        else return false;
        return true;
    }
}
