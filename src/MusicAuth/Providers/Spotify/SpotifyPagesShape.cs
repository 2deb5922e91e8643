using System.Globalization;
using System.Text;
using MusicAuth.Passthrough;

namespace MusicAuth.Providers.Spotify;

/// <summary>
/// A playlist's entries for clients that ask for a hundred at once: two pages of today, joined.
/// </summary>
internal sealed class SpotifyPagesShape(string path) : IRawShape
{
    private const int Most = 50;
    private const int MostBefore = 100;

    public bool ReadsBody => false;

    public IReadOnlyList<RawRequest> Requests(RawRequest request)
    {
        var query = SpotifyQuery.Today(request.Query);
        if (Number(query, "limit") is not (> Most and <= MostBefore and var limit))
            return [request with { Path = path, Query = query }];
        var offset = Number(query, "offset") ?? 0;
        return [Page(request, query, offset, Most), Page(request, query, offset + Most, limit - Most)];
    }

    public ReadOnlyMemory<byte>? Reshape(ReadOnlySpan<byte> json, RawAnswerWish wish) =>
        SpotifyAliases.OfEntries(json, wish.DropNulls);

    public byte[] Join(IReadOnlyList<byte[]> answers)
    {
        ReadOnlySpan<byte> first = answers[0];
        ReadOnlySpan<byte> second = answers[1];
        var (page, more) = (JsonParts.Root(first), JsonParts.Root(second));
        var (members, following) = (JsonParts.Members(first, page), JsonParts.Members(second, more));
        var edits = new JsonEdits();
        var entries = JsonParts.Elements(first, page, "items");
        var others = JsonParts.Elements(second, more, "items");
        if (members.TryGetValue("items", out var items) && others.Count > 0)
            edits.Insert(
                items.To - 1,
                [.. entries.Count > 0 ? ","u8 : [], .. second[others[0].From..others[^1].To]]);
        if (members.TryGetValue("next", out var next) && following.TryGetValue("next", out var further))
            edits.Replace(next, further.Of(second));
        if (members.TryGetValue("limit", out var limit) && following.TryGetValue("limit", out var rest))
            edits.Replace(limit, Sum(limit.Of(first), rest.Of(second)));
        return edits.Apply(first);
    }

    private RawRequest Page(RawRequest request, string query, int offset, int limit)
    {
        var others = query[1..].Split('&').Where(pair =>
            !pair.StartsWith("limit=", StringComparison.Ordinal)
            && !pair.StartsWith("offset=", StringComparison.Ordinal));
        return request with
        {
            Path = path,
            Query = "?" + string.Join('&', [.. others, $"offset={offset}", $"limit={limit}"]),
        };
    }

    private static int? Number(string query, string name) =>
        int.TryParse(SpotifyQuery.ValueOf(query, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static byte[] Sum(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) =>
        int.TryParse(one, CultureInfo.InvariantCulture, out var first)
        && int.TryParse(other, CultureInfo.InvariantCulture, out var second)
            ? Encoding.ASCII.GetBytes((first + second).ToString(CultureInfo.InvariantCulture))
            : one.ToArray();
}
