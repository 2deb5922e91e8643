using System.Text.Json.Serialization;

namespace MusicAuth.Providers.Spotify;

internal sealed record SpotifyPage<T> where T : class
{
    public IReadOnlyList<T?>? Items { get; init; }
    public int? Limit { get; init; }
    public string? Next { get; init; }
    public int? Total { get; init; }
}

internal sealed record SpotifyPlaylist
{
    public string? Id { get; init; }
    public string? Name { get; init; }
    public string? Description { get; init; }
    public SpotifyUser? Owner { get; init; }
    public bool? Public { get; init; }
    public bool? Collaborative { get; init; }
    public string? SnapshotId { get; init; }
    public IReadOnlyList<SpotifyImage?>? Images { get; init; }
    public SpotifyExternalUrls? ExternalUrls { get; init; }

    // `tracks` became `items` in 2026; both are sent, or neither for other people's playlists.
    public SpotifyCount? Items { get; init; }
    public SpotifyCount? Tracks { get; init; }
}

internal sealed record SpotifyCount(int? Total);

internal sealed record SpotifyUser(string? Id, string? DisplayName);

internal sealed record SpotifyImage(string? Url);

internal sealed record SpotifyExternalUrls(string? Spotify);

internal sealed record SpotifyExternalIds(string? Isrc);

internal sealed record SpotifyArtist(string? Id, string? Name);

internal sealed record SpotifyAlbum(string? Id, string? Name, IReadOnlyList<SpotifyImage?>? Images);

/// <summary>A saved track or an item of a playlist.</summary>
internal sealed record SpotifyEntry
{
    public string? AddedAt { get; init; }
    public bool? IsLocal { get; init; }

    // `/me/tracks` says `track`; `/playlists/{id}/items` says `item`, with `track` as its deprecated alias.
    public SpotifyTrack? Item { get; init; }
    public SpotifyTrack? Track { get; init; }
}

/// <summary>A track, or an episode with its show.</summary>
internal sealed record SpotifyTrack
{
    public string? Id { get; init; }
    public string? Name { get; init; }
    public string? Type { get; init; }
    public bool? IsLocal { get; init; }
    public bool? IsPlayable { get; init; }
    public bool? Explicit { get; init; }
    public long? DurationMs { get; init; }
    public IReadOnlyList<SpotifyArtist?>? Artists { get; init; }
    public SpotifyAlbum? Album { get; init; }
    public SpotifyAlbum? Show { get; init; }
    public IReadOnlyList<SpotifyImage?>? Images { get; init; }
    public SpotifyExternalIds? ExternalIds { get; init; }
    public SpotifyExternalUrls? ExternalUrls { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(SpotifyPage<SpotifyPlaylist>))]
[JsonSerializable(typeof(SpotifyPage<SpotifyEntry>))]
internal sealed partial class SpotifyApiJson : JsonSerializerContext;
