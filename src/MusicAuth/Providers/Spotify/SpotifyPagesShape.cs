using System.Globalization;
using System.Text;
using System.Text.Json;
using MusicAuth.Passthrough;

namespace MusicAuth.Providers.Spotify;

/// <summary>
/// A playlist's entries for clients that ask for a hundred at once: two pages of today, joined. The second one is asked
/// for only where the first says that there is more (case f02), and the links ask for as many as the client did.
/// </summary>
internal sealed class SpotifyPagesShape(string path) : IRawShape
{
    private const int Most = 50;
    private const int MostBefore = 100;
    private const string Today = "/items";
    private const string Before = "/tracks";

    public IReadOnlyList<RawRequest> Requests(RawRequest request)
    {
        var query = SpotifyQuery.Today(request.Query);
        if (LimitOf(query) is not (> Most and <= MostBefore and var limit))
            return [request with { Path = path, Query = query }];
        var offset = OffsetOf(query);
        return [Page(request, query, offset, Most), Page(request, query, offset + Most, limit - Most)];
    }

    public ReadOnlyMemory<byte>? Reshape(ReadOnlySpan<byte> json, RawAnswerWish wish) =>
        SpotifyAliases.OfEntries(json, wish.DropNulls);

    // The parameter fields can leave out all that would say so; then only a full page can have another one behind it.
    public bool NeedsMore(RawRequest request, IReadOnlyList<byte[]> answers)
    {
        ReadOnlySpan<byte> first = answers[0];
        var members = MembersOf(first);
        if (members.TryGetValue("next", out var next) && next.Kind is JsonTokenType.Null)
            return false;
        if (members.TryGetValue("total", out var part) && JsonParts.NumberOf(first, part) is { } total)
            return total > OffsetOf(request.Query) + Most;
        return next.Kind is JsonTokenType.String
            || (members.TryGetValue("items", out var items) && JsonParts.Elements(first, items).Count >= Most);
    }

    public byte[] Join(RawRequest request, IReadOnlyList<byte[]> answers)
    {
        if (LimitOf(request.Query) is not { } limit)
            return answers[0];
        ReadOnlySpan<byte> first = answers[0];
        var members = MembersOf(first);
        var edits = new JsonEdits();
        if (answers.Count > 1)
            Append(request, first, members, answers[1], edits);
        if (members.TryGetValue("limit", out var part) && part.Kind is JsonTokenType.Number)
            edits.Replace(part, Encoding.ASCII.GetBytes(limit.ToString(CultureInfo.InvariantCulture)));
        Link(first, members, "href", limit, OffsetOf(request.Query), edits);
        Link(first, members, "previous", limit, Math.Max(0, OffsetOf(request.Query) - limit), edits);
        return edits.Apply(first);
    }

    private static void Append(
        RawRequest request, ReadOnlySpan<byte> first, Dictionary<string, JsonPart> page, ReadOnlySpan<byte> second,
        JsonEdits edits)
    {
        var following = MembersOf(second);
        var others = following.TryGetValue("items", out var more) ? JsonParts.Elements(second, more) : [];
        if (page.TryGetValue("items", out var items) && others.Count > 0)
            edits.Insert(
                items.To - 1,
                [
                    .. JsonParts.Elements(first, items).Count > 0 ? ","u8 : [],
                    .. second[others[0].From..others[^1].To],
                ]);
        var limit = LimitOf(request.Query).GetValueOrDefault();
        if (page.TryGetValue("next", out var next) && following.TryGetValue("next", out var further))
            edits.Replace(
                next, LinkOf(second, further, limit, OffsetOf(request.Query) + limit) ?? further.Of(second));
    }

    private static void Link(
        ReadOnlySpan<byte> json, Dictionary<string, JsonPart> members, string name, int limit, long offset,
        JsonEdits edits)
    {
        if (members.TryGetValue(name, out var part) && LinkOf(json, part, limit, offset) is { } link)
            edits.Replace(part, link);
    }

    /// <returns>Null where it is no address.</returns>
    private static byte[]? LinkOf(ReadOnlySpan<byte> json, JsonPart part, int limit, long offset)
    {
        if (JsonParts.TextOf(json, part) is not { } address)
            return null;
        var mark = address.IndexOf('?', StringComparison.Ordinal);
        var (start, query) = mark < 0 ? (address, "") : (address[..mark], address[mark..]);
        // The address of today takes fifty at most: the link leads where the client came from.
        if (start.EndsWith(Today, StringComparison.Ordinal))
            start = start[..^Today.Length] + Before;
        return JsonParts.Quoted(start + Window(query, offset, limit));
    }

    private static Dictionary<string, JsonPart> MembersOf(ReadOnlySpan<byte> json) =>
        JsonParts.Members(json, JsonParts.Root(json));

    private RawRequest Page(RawRequest request, string query, long offset, int limit) =>
        request with { Path = path, Query = Window(query, offset, limit) };

    private static string Window(string query, long offset, int limit)
    {
        var others = query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Where(pair =>
            !pair.StartsWith("limit=", StringComparison.Ordinal)
            && !pair.StartsWith("offset=", StringComparison.Ordinal));
        return "?" + string.Join('&', [.. others, $"offset={offset}", $"limit={limit}"]);
    }

    private static int? LimitOf(string query) => Number(query, "limit");

    private static long OffsetOf(string query) => Number(query, "offset") ?? 0;

    private static int? Number(string query, string name) =>
        int.TryParse(SpotifyQuery.ValueOf(query, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
