namespace MusicAuth.Library.Music;

/// <summary>A playlist of a provider; <c>id</c> is the id at the provider.</summary>
public sealed record Playlist
{
    public required string Provider { get; init; }
    public required string Id { get; init; }

    /// <summary>Null if the provider sends none or an unreadable one.</summary>
    public required string? Name { get; init; }

    /// <summary>Plain text.</summary>
    public string? Description { get; init; }
    public PlaylistOwner? Owner { get; init; }
    public long? TracksTotal { get; init; }
    public bool? Public { get; init; }
    public bool? Collaborative { get; init; }

    /// <summary>True for Deezer's playlist of loved tracks, which repeats the favourites.</summary>
    public bool Favorites { get; init; }
    public string? ImageUrl { get; init; }
    public string? Url { get; init; }

    /// <summary>Changes with the playlist: Spotify's snapshot_id or Deezer's checksum.</summary>
    public string? Revision { get; init; }
}
