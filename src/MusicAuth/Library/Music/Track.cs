namespace MusicAuth.Library.Music;

/// <summary>A track of a provider; <c>id</c> is null for a local file.</summary>
public sealed record Track
{
    public required string Provider { get; init; }
    public string? Id { get; init; }

    /// <summary>Null if the provider sends none or an unreadable one.</summary>
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
