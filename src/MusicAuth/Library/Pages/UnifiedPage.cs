using System.Text.Json.Serialization;

namespace MusicAuth.Library.Pages;

/// <summary>A page of playlists or tracks over all asked sources.</summary>
/// <param name="Items">Sources in order, each in its provider's order.</param>
/// <param name="Next">Where the list goes on, path-absolute; null at its end.</param>
/// <param name="Total">The sum of the sources' totals, null if one is unknown.</param>
/// <param name="Complete">False if a source failed in this walk.</param>
/// <param name="Sources">All asked sources, on every page.</param>
[SchemaName("{0}Page")]
public sealed record UnifiedPage<T>(
    IReadOnlyList<T> Items,
    string? Next,
    long? Total,
    bool Complete,
    IReadOnlyList<SourceReport> Sources)
{
    /// <summary>When the oldest of what it is made of was got.</summary>
    [JsonIgnore]
    public DateTimeOffset OldestFetchedAt { get; init; }

    /// <summary>Whether every source gave all it should, so that the page may be given again.</summary>
    [JsonIgnore]
    public bool IsCacheable { get; init; }
}
