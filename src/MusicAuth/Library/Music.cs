using System.Text.Json.Serialization;

namespace MusicAuth.Library;

/// <summary>A playlist of either service; <c>id</c> is the provider's own.</summary>
public sealed record Playlist
{
    public required string Provider { get; init; }
    public required string Id { get; init; }
    public required string Name { get; init; }
    public string? Description { get; init; }
    public Person? Owner { get; init; }
    public int? TracksTotal { get; init; }
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
    public required string Title { get; init; }
    public required IReadOnlyList<Person> Artists { get; init; }
    public Album? Album { get; init; }
    public long? DurationMs { get; init; }
    public string? Isrc { get; init; }
    public bool? Explicit { get; init; }
    public bool? Playable { get; init; }
    public TrackKind Kind { get; init; }
    public DateTimeOffset? AddedAt { get; init; }
    public string? Url { get; init; }
}

/// <summary>An owner or an artist.</summary>
public sealed record Person(string? Id, string? Name);

/// <summary>An album, or the show of an episode.</summary>
public sealed record Album(string? Id, string? Name, string? ImageUrl);

[JsonConverter(typeof(JsonStringEnumConverter<TrackKind>))]
public enum TrackKind
{
    [JsonStringEnumMemberName("track")] Track,
    [JsonStringEnumMemberName("episode")] Episode,
    [JsonStringEnumMemberName("local")] Local,
}
