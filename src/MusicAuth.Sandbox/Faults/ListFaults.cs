using System.Text.Json.Nodes;

namespace MusicAuth.Sandbox.Faults;

/// <summary>Faults of lists: pages that start at another position, hold too many items, or do not exist.</summary>
internal sealed class ListFaults(IReadOnlyList<FaultRule> hits)
{
    private const int DefaultShift = 10;

    /// <summary>The error of the service for a page at or after the end of a list; null for no error.</summary>
    public ByteResult? FailureAt(int offset, int total) =>
        hits.Find(FaultKinds.PastEnd) is { } rule && offset > 0 && offset >= total
            ? SpotifyErrors.Of(rule.Status ?? 500, "Server error.")
            : null;

    /// <summary>The actual first position of the page, as if the list had become shorter.</summary>
    public int BeginOf(int offset) =>
        hits.Find(FaultKinds.Shifted) is { } rule ? Math.Max(0, offset - (rule.By ?? DefaultShift)) : offset;

    /// <summary>Fills the page with the first entries of the list, beyond its end and beyond the limit.</summary>
    public void Fill(JsonArray items, int limit, int total, Action<JsonArray, int> add)
    {
        if (hits.Find(FaultKinds.OverFull) is not { } rule) return;
        for (var position = 0; items.Count < (rule.By ?? limit) && position < total; position++) add(items, position);
    }
}
