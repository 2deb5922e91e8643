using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MusicAuth.Providers.Spotify.Compatibility;

/// <summary>
/// A playlist's entries for clients that ask for a hundred at once: two pages of today, joined. The second one is asked
/// for only where the first says that there is more (case f02), and the links ask for as many as the client did.
/// </summary>
internal sealed class SpotifyPlaylistItemsMapping(string path) : ICompatibilityMapping
{
    private const int MaxLimit = 50;
    private const int MaxLegacyLimit = 100;
    private const string CurrentSegment = "/items";
    private const string LegacySegment = "/tracks";

    public IReadOnlyList<ApiRequest> MapRequest(ApiRequest request)
    {
        var query = SpotifyLegacyQuery.ToCurrentNames(request.Query);
        if (GetLimit(query) is not (> MaxLimit and <= MaxLegacyLimit and var limit))
            return [request with { Path = path, Query = query }];
        var offset = GetOffset(query);
        return [CreatePageRequest(request, query, offset, MaxLimit), CreatePageRequest(request, query, offset + MaxLimit, limit - MaxLimit)];
    }

    public ReadOnlyMemory<byte>? MapResponse(ReadOnlySpan<byte> json, MappingOptions wish) =>
        SpotifyMemberAliases.AddToItemsPage(json, wish.DropNulls);

    // The parameter fields can leave out all that would say so; then only a full page can have another one behind it.
    public bool NeedsNextRequest(ApiRequest request, IReadOnlyList<byte[]> answers)
    {
        ReadOnlySpan<byte> first = answers[0];
        var members = ReadMembers(first);
        if (members.TryGetValue("next", out var next) && next.Kind is JsonTokenType.Null)
            return false;
        if (members.TryGetValue("total", out var part) && JsonNavigator.ReadInteger(first, part) is { } total)
            return total > GetOffset(request.Query) + MaxLimit;
        return next.Kind is JsonTokenType.String
            || (members.TryGetValue("items", out var items) && JsonNavigator.ReadElements(first, items).Count >= MaxLimit);
    }

    public byte[] JoinResponses(ApiRequest request, IReadOnlyList<byte[]> answers)
    {
        if (GetLimit(request.Query) is not { } limit)
            return answers[0];
        ReadOnlySpan<byte> first = answers[0];
        var members = ReadMembers(first);
        var edits = new JsonEdits();
        if (answers.Count > 1)
            AppendPage(request, first, members, answers[1], edits);
        if (members.TryGetValue("limit", out var part) && part.Kind is JsonTokenType.Number)
            edits.Replace(part, Encoding.ASCII.GetBytes(limit.ToString(CultureInfo.InvariantCulture)));
        RewriteLink(first, members, "href", limit, GetOffset(request.Query), edits);
        RewriteLink(first, members, "previous", limit, Math.Max(0, GetOffset(request.Query) - limit), edits);
        return edits.Apply(first);
    }

    private static void AppendPage(
        ApiRequest request, ReadOnlySpan<byte> first, Dictionary<string, JsonRange> page, ReadOnlySpan<byte> second,
        JsonEdits edits)
    {
        var following = ReadMembers(second);
        var others = following.TryGetValue("items", out var more) ? JsonNavigator.ReadElements(second, more) : [];
        if (page.TryGetValue("items", out var items) && others.Count > 0)
            edits.Insert(
                items.To - 1,
                [
                    .. JsonNavigator.ReadElements(first, items).Count > 0 ? ","u8 : [],
                    .. second[others[0].From..others[^1].To],
                ]);
        var limit = GetLimit(request.Query).GetValueOrDefault();
        if (page.TryGetValue("next", out var next) && following.TryGetValue("next", out var further))
            edits.Replace(
                next, ToLegacyLink(second, further, limit, GetOffset(request.Query) + limit) ?? further.Slice(second));
    }

    private static void RewriteLink(
        ReadOnlySpan<byte> json, Dictionary<string, JsonRange> members, string name, int limit, long offset,
        JsonEdits edits)
    {
        if (members.TryGetValue(name, out var part) && ToLegacyLink(json, part, limit, offset) is { } link)
            edits.Replace(part, link);
    }

    /// <returns>Null where it is no address.</returns>
    private static byte[]? ToLegacyLink(ReadOnlySpan<byte> json, JsonRange part, int limit, long offset)
    {
        if (JsonNavigator.ReadString(json, part) is not { } address)
            return null;
        var mark = address.IndexOf('?', StringComparison.Ordinal);
        var (start, query) = mark < 0 ? (address, "") : (address[..mark], address[mark..]);
        // The address of today takes fifty at most: the link leads where the client came from.
        if (start.EndsWith(CurrentSegment, StringComparison.Ordinal))
            start = start[..^CurrentSegment.Length] + LegacySegment;
        return JsonNavigator.ToJsonString(start + SetOffsetAndLimit(query, offset, limit));
    }

    private static Dictionary<string, JsonRange> ReadMembers(ReadOnlySpan<byte> json) =>
        JsonNavigator.ReadMembers(json, JsonNavigator.ReadRoot(json));

    private ApiRequest CreatePageRequest(ApiRequest request, string query, long offset, int limit) =>
        request with { Path = path, Query = SetOffsetAndLimit(query, offset, limit) };

    private static string SetOffsetAndLimit(string query, long offset, int limit)
    {
        var others = query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Where(pair =>
            !pair.StartsWith("limit=", StringComparison.Ordinal)
            && !pair.StartsWith("offset=", StringComparison.Ordinal));
        return "?" + string.Join('&', [.. others, $"offset={offset}", $"limit={limit}"]);
    }

    private static int? GetLimit(string query) => GetNumber(query, "limit");

    private static long GetOffset(string query) => GetNumber(query, "offset") ?? 0;

    private static int? GetNumber(string query, string name) =>
        int.TryParse(SpotifyLegacyQuery.GetValue(query, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
