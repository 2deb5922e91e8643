using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MusicAuth.Providers.Spotify.Compatibility;

/// <summary>
/// Maps a legacy request for up to 100 items of a playlist to two requests of at most 50. The second request is sent
/// only if the first response shows that more items follow. The links keep the client's limit.
/// </summary>
internal sealed class SpotifyPlaylistItemsMapping(string path) : ICompatibilityMapping
{
    private const int MaxLimit = 50;
    private const int MaxLegacyLimit = 100;
    private const long MaxCount = 1L << 53;
    private const string CurrentSegment = "/items";
    private const string LegacySegment = "/tracks";

    public IReadOnlyList<ApiRequest> MapRequest(ApiRequest request)
    {
        var query = SpotifyLegacyQuery.ToCurrentNames(request.Query);
        if (GetLimit(query) is not (> MaxLimit and <= MaxLegacyLimit and var limit))
            return [request with { Path = path, Query = query }];
        var offset = GetOffset(query);
        return
        [
            CreatePageRequest(request, query, offset, MaxLimit),
            CreatePageRequest(request, query, offset + MaxLimit, limit - MaxLimit),
        ];
    }

    public ReadOnlyMemory<byte>? MapResponse(ReadOnlySpan<byte> json, bool dropNulls) =>
        SpotifyMemberAliases.AddToItemsPage(json, dropNulls);

    // The parameter `fields` can leave out both `next` and `total`; then a full page can have another one behind it.
    public bool NeedsNextRequest(ApiRequest request, IReadOnlyList<byte[]> responses)
    {
        ReadOnlySpan<byte> first = responses[0];
        var members = ReadMembers(first);
        if (members.TryGetValue("next", out var next) && next.Kind is JsonTokenType.Null)
            return false;
        if (members.TryGetValue("total", out var value) && JsonNavigator.ReadInteger(first, value) is { } total)
            return total > GetOffset(request.Query) + MaxLimit;
        return next.Kind is JsonTokenType.String
            || JsonNavigator.ReadElements(first, JsonNavigator.ReadRoot(first), "items").Count >= MaxLimit;
    }

    public byte[] JoinResponses(ApiRequest request, IReadOnlyList<byte[]> responses)
    {
        if (GetLimit(request.Query) is not { } limit)
            return responses[0];
        ReadOnlySpan<byte> first = responses[0];
        var members = ReadMembers(first);
        var edits = new JsonEdits();
        if (responses.Count > 1)
            AppendPage(request, first, members, responses[1], edits);
        if (members.TryGetValue("limit", out var value) && value.Kind is JsonTokenType.Number)
            edits.Replace(value, Encoding.ASCII.GetBytes(limit.ToString(CultureInfo.InvariantCulture)));
        RewriteLink(first, members, "href", limit, GetOffset(request.Query), edits);
        RewriteLink(first, members, "previous", limit, Math.Max(0, GetOffset(request.Query) - limit), edits);
        return edits.Apply(first);
    }

    private static void AppendPage(
        ApiRequest request, ReadOnlySpan<byte> first, Dictionary<string, JsonRange> page, ReadOnlySpan<byte> second,
        JsonEdits edits)
    {
        var limit = GetLimit(request.Query).GetValueOrDefault();
        var offset = GetOffset(request.Query);
        var secondPage = ReadMembers(second);
        if (page.TryGetValue("items", out var items))
        {
            var elements = JsonNavigator.ReadElements(first, items);
            var surplus = elements.Skip(MaxLimit).ToHashSet();
            edits.Drop(elements, surplus.Contains);
            var begin = ReadCount(first, page, "offset") ?? offset;
            if (SelectItems(second, secondPage, begin + MaxLimit, begin + limit) is [var next, ..] selected)
                edits.Insert(
                    items.To - 1,
                    [.. elements.Count > 0 ? ","u8 : [], .. second[next.From..selected[^1].To]]);
        }

        if (page.TryGetValue("next", out var link) && secondPage.TryGetValue("next", out var newLink))
            edits.Replace(link, ToLegacyLink(second, newLink, limit, offset + limit) ?? newLink.Slice(second));
    }

    // Spotify's pages can overlap and hold more items than requested. Only a page's own offset says where it begins.
    private static List<JsonRange> SelectItems(
        ReadOnlySpan<byte> json, Dictionary<string, JsonRange> page, long begin, long end)
    {
        var items = JsonNavigator.ReadElements(json, JsonNavigator.ReadRoot(json), "items");
        var offset = ReadCount(json, page, "offset") ?? begin;
        if (ReadCount(json, page, "total") is { } total && total > begin)
            end = Math.Min(end, total);
        var first = (int)Math.Clamp(begin - offset, 0, items.Count);
        return items.GetRange(first, (int)Math.Clamp(end - offset - first, 0, items.Count - first));
    }

    private static long? ReadCount(ReadOnlySpan<byte> json, Dictionary<string, JsonRange> page, string name) =>
        page.TryGetValue(name, out var value)
        && JsonNavigator.ReadInteger(json, value) is >= 0 and <= MaxCount and var count
            ? count
            : null;

    private static void RewriteLink(
        ReadOnlySpan<byte> json, Dictionary<string, JsonRange> members, string name, int limit, long offset,
        JsonEdits edits)
    {
        if (members.TryGetValue(name, out var value) && ToLegacyLink(json, value, limit, offset) is { } link)
            edits.Replace(value, link);
    }

    /// <returns>Null if the value is not a string.</returns>
    private static byte[]? ToLegacyLink(ReadOnlySpan<byte> json, JsonRange value, int limit, long offset)
    {
        if (JsonNavigator.ReadString(json, value) is not { } link)
            return null;
        var queryStart = link.IndexOf('?', StringComparison.Ordinal) is var mark and >= 0 ? mark : link.Length;
        var (path, query) = (link[..queryStart], link[queryStart..]);
        // The current operation allows at most 50 items, so the link leads to the legacy one.
        if (path.EndsWith(CurrentSegment, StringComparison.Ordinal))
            path = path[..^CurrentSegment.Length] + LegacySegment;
        return JsonNavigator.ToJsonString(path + SetOffsetAndLimit(query, offset, limit));
    }

    private static Dictionary<string, JsonRange> ReadMembers(ReadOnlySpan<byte> json) =>
        JsonNavigator.ReadMembers(json, JsonNavigator.ReadRoot(json));

    private ApiRequest CreatePageRequest(ApiRequest request, string query, long offset, int limit) =>
        request with { Path = path, Query = SetOffsetAndLimit(query, offset, limit) };

    private static string SetOffsetAndLimit(string query, long offset, int limit)
    {
        var otherParameters = query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Where(parameter =>
            !parameter.StartsWith("limit=", StringComparison.Ordinal)
            && !parameter.StartsWith("offset=", StringComparison.Ordinal));
        return "?" + string.Join('&', [.. otherParameters, $"offset={offset}", $"limit={limit}"]);
    }

    private static int? GetLimit(string query) => GetNumber(query, "limit");

    private static long GetOffset(string query) => GetNumber(query, "offset") ?? 0;

    private static int? GetNumber(string query, string name) =>
        int.TryParse(
            SpotifyLegacyQuery.GetValue(query, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
