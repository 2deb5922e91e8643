using System.Text.Json.Serialization;

namespace MusicAuth.Library.Pages;

/// <summary>A page of playlists or tracks of all requested sources.</summary>
/// <param name="Items">The sources follow each other, each in its provider's order.</param>
/// <param name="Next">The path of the next page; null at the end of the list.</param>
/// <param name="Total">The sum of the sources' totals; null if one is unknown.</param>
/// <param name="Complete">False if a source has failed on this page or an earlier one.</param>
/// <param name="Sources">All requested sources, on every page.</param>
[SchemaName("{0}Page")]
public sealed record UnifiedPage<T>(
    IReadOnlyList<T> Items,
    string? Next,
    long? Total,
    bool Complete,
    IReadOnlyList<SourceReport> Sources)
{
    /// <summary>When MusicAuth fetched the oldest part of the page.</summary>
    [JsonIgnore]
    public DateTimeOffset OldestFetchedAt { get; init; }

    /// <summary>Whether no source has failed, is stale or is truncated.</summary>
    [JsonIgnore]
    public bool IsCacheable { get; init; }
}
