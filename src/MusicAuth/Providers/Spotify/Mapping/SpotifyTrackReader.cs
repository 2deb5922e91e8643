namespace MusicAuth.Providers.Spotify.Mapping;

/// <summary>Reads a track, an episode or a chapter.</summary>
internal sealed class SpotifyTrackReader
{
    private const string UriScheme = "spotify:";

    private string? _id;
    private string? _uri;
    private string? _type;
    private string? _title;
    private bool? _isLocal;
    private bool? _isPlayable;
    private bool? _isExplicit;
    private long? _durationMs;
    private List<Artist?>? _artists;
    private Album? _album;
    private Album? _show;
    private Album? _audiobook;
    private string? _imageUrl;
    private string? _isrc;
    private string? _url;

    private bool IsEmpty =>
        (_id ?? _uri) is null && string.IsNullOrEmpty(_title) && _artists is null or []
        && (_album ?? _show ?? _audiobook) is null;

    /// <summary>Null if nothing readable identifies the track.</summary>
    public static SpotifyTrackReader? Read(ref LenientJsonReader reader)
    {
        if (!reader.TryEnterObject())
            return null;
        var track = new SpotifyTrackReader();
        while (reader.TryReadMember(out var member))
        {
            if (!track.ReadValue(member, ref reader) && !track.ReadPart(member, ref reader))
                reader.Skip();
        }

        return track.IsEmpty ? null : track;
    }

    public Track ToTrack(bool isLocal, DateTimeOffset? addedAt)
    {
        var kind = GetKind(isLocal || _isLocal is true);
        return new Track
        {
            Provider = SpotifyProvider.Name,
            Id = kind is TrackKind.Local ? null : _id,
            Title = _title,
            Artists = [.. (_artists ?? []).OfType<Artist>()],
            Album = GetAlbum(kind),
            DurationMs = _durationMs,
            Isrc = _isrc,
            Explicit = _isExplicit,
            Playable = _isPlayable,
            Kind = kind,
            AddedAt = addedAt,
            Url = _url,
        };
    }

    // The URI decides first: Spotify has sent episodes and chapters with the type, or the members, of a track.
    private TrackKind GetKind(bool isLocal) => UriKind switch
    {
        "track" => TrackKind.Track,
        "episode" or "chapter" => TrackKind.Episode,
        "local" => TrackKind.Local,
        _ when isLocal => TrackKind.Local,
        _ when _type is "episode" or "chapter" => TrackKind.Episode,
        _ when _album is null && (_show ?? _audiobook) is not null => TrackKind.Episode,
        _ => TrackKind.Track,
    };

    private ReadOnlySpan<char> UriKind =>
        _uri is { } uri && uri.StartsWith(UriScheme, StringComparison.Ordinal)
        && uri.IndexOf(':', UriScheme.Length) is >= 0 and var end
            ? uri.AsSpan(UriScheme.Length..end)
            : default;

    // An episode belongs to a show, a chapter to an audiobook; both often have an image of their own.
    private Album? GetAlbum(TrackKind kind)
    {
        var album = kind is TrackKind.Episode ? _show ?? _audiobook ?? _album : _album ?? _show ?? _audiobook;
        return album is { ImageUrl: null } ? album with { ImageUrl = _imageUrl } : album;
    }

    private bool ReadValue(scoped ReadOnlySpan<byte> member, ref LenientJsonReader reader)
    {
        if (member.SequenceEqual("id"u8)) _id = reader.ReadId() ?? _id;
        else if (member.SequenceEqual("uri"u8)) _uri = reader.ReadString() ?? _uri;
        else if (member.SequenceEqual("type"u8)) _type = reader.ReadString() ?? _type;
        else if (member.SequenceEqual("name"u8)) _title = reader.ReadString() ?? _title;
        else if (member.SequenceEqual("is_local"u8)) _isLocal = reader.ReadBoolean() ?? _isLocal;
        else if (member.SequenceEqual("is_playable"u8)) _isPlayable = reader.ReadBoolean() ?? _isPlayable;
        else if (member.SequenceEqual("explicit"u8)) _isExplicit = reader.ReadBoolean() ?? _isExplicit;
        else if (member.SequenceEqual("duration_ms"u8)) _durationMs = reader.ReadCount() ?? _durationMs;
        else return false;
        return true;
    }

    private bool ReadPart(scoped ReadOnlySpan<byte> member, ref LenientJsonReader reader)
    {
        if (member.SequenceEqual("artists"u8)) _artists = reader.ReadList(LibraryParts.ReadArtist) ?? _artists;
        else if (member.SequenceEqual("album"u8)) _album = SpotifyLibraryParts.ReadAlbum(ref reader) ?? _album;
        else if (member.SequenceEqual("show"u8)) _show = SpotifyLibraryParts.ReadAlbum(ref reader) ?? _show;
        else if (member.SequenceEqual("audiobook"u8))
            _audiobook = SpotifyLibraryParts.ReadAlbum(ref reader) ?? _audiobook;
        else if (member.SequenceEqual("images"u8))
            _imageUrl = SpotifyLibraryParts.ReadLargestImage(ref reader) ?? _imageUrl;
        else if (member.SequenceEqual("external_ids"u8)) _isrc = SpotifyLibraryParts.ReadIsrc(ref reader) ?? _isrc;
        else if (member.SequenceEqual("external_urls"u8)) _url = SpotifyLibraryParts.ReadWebUrl(ref reader) ?? _url;
        else return false;
        return true;
    }
}
