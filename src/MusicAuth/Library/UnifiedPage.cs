using System.Text.Json.Serialization;
using MusicAuth.Web;

namespace MusicAuth.Library;

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
    public DateTimeOffset ReadAt { get; init; }

    /// <summary>Whether every source gave all it should, so that the page may be given again.</summary>
    [JsonIgnore]
    public bool IsWhole { get; init; }
}

/// <summary>One source's part of a page.</summary>
/// <param name="Provider">The wire name: <c>spotify</c> or <c>deezer</c>.</param>
/// <param name="Status">
/// A source that failed stays failed on all later pages. A stale source gives all its items, from before.
/// </param>
/// <param name="Total">The total that the provider reports.</param>
/// <param name="UnavailableItems">Entries of this page of which nothing can be read, null entries among them.</param>
/// <param name="FetchedAt">When the broker got the oldest of these items from the provider.</param>
/// <param name="Problem">Why the source failed, or is stale.</param>
/// <param name="ReauthorizeUrl">The URL at which the user signs in again, where that helps.</param>
public sealed record SourceReport(
    string Provider,
    SourceStatus Status,
    long? Total,
    int UnavailableItems,
    DateTimeOffset? FetchedAt,
    SourceProblem? Problem,
    string? ReauthorizeUrl);

/// <summary>Why a source failed.</summary>
/// <param name="Code">A problem code of the API.</param>
/// <param name="Detail">For people.</param>
/// <param name="Reason">A closer cause than the code, where known.</param>
/// <param name="RetryAfter">Seconds until it is worth another try.</param>
public sealed record SourceProblem(string Code, string Detail, string? Reason, int? RetryAfter);

[JsonConverter(typeof(JsonStringEnumConverter<SourceStatus>))]
public enum SourceStatus
{
    [JsonStringEnumMemberName("ok")] Ok,
    [JsonStringEnumMemberName("stale")] Stale,
    [JsonStringEnumMemberName("unavailable")] Unavailable,
    [JsonStringEnumMemberName("reauthorization_required")] ReauthorizationRequired,
}
