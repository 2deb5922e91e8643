namespace MusicAuth.Library.Music;

/// <summary>A playlist of either service; <c>id</c> is the provider's own.</summary>
public sealed record Playlist
{
    public required string Provider { get; init; }
    public required string Id { get; init; }

    /// <summary>Null where the service gives none that can be read.</summary>
    public required string? Name { get; init; }

    /// <summary>Plain text.</summary>
    public string? Description { get; init; }
    public PlaylistOwner? Owner { get; init; }
    public long? TracksTotal { get; init; }
    public bool? Public { get; init; }
    public bool? Collaborative { get; init; }

    /// <summary>True for Deezer's list of loved tracks, which repeats the favourites.</summary>
    public bool Favorites { get; init; }
    public string? ImageUrl { get; init; }
    public string? Url { get; init; }

    /// <summary>Changes when the playlist does: Spotify's snapshot_id, Deezer's checksum.</summary>
    public string? Revision { get; init; }
}
