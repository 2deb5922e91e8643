using System.Text.Json.Serialization;

namespace MusicAuth.Library;

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

/// <summary>A track of either service; <c>id</c> is null for a local file.</summary>
public sealed record Track
{
    public required string Provider { get; init; }
    public string? Id { get; init; }

    /// <summary>Null where the service gives none that can be read.</summary>
    public required string? Title { get; init; }
    public required IReadOnlyList<Artist> Artists { get; init; }
    public Album? Album { get; init; }
    public long? DurationMs { get; init; }
    public string? Isrc { get; init; }
    public bool? Explicit { get; init; }
    public bool? Playable { get; init; }
    public TrackKind Kind { get; init; }
    public DateTimeOffset? AddedAt { get; init; }
    public string? Url { get; init; }
}

/// <summary>The account that a playlist belongs to.</summary>
public sealed record PlaylistOwner(string? Id, string? Name);

/// <summary>An artist of a track.</summary>
public sealed record Artist(string? Id, string? Name);

/// <summary>An album, the show of an episode, or the audiobook of a chapter.</summary>
public sealed record Album(string? Id, string? Name, string? ImageUrl);

[JsonConverter(typeof(JsonStringEnumConverter<TrackKind>))]
public enum TrackKind
{
    [JsonStringEnumMemberName("track")] Track,
    [JsonStringEnumMemberName("episode")] Episode,
    [JsonStringEnumMemberName("local")] Local,
}
