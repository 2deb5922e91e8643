using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace MusicAuth.Providers.Deezer.Mapping;

/// <summary>A page of a list, and what it says of itself.</summary>
internal sealed record DeezerPage<T> : IDeezerResponse where T : class
{
    private List<T?>? _data;
    private long? _total;
    private bool _hasNext;
    private bool _nextIsNull;
    private long? _nextIndex;

    public JsonElement Error { get; private set; }

    public bool HasData => _data is not null;

    public static ResponseReader<DeezerPage<T>> CreateReader(JsonValueReader<T> entry) => body =>
    {
        var json = new LenientJsonReader(body);
        var page = new DeezerPage<T>();
        if (json.TryEnterObject())
        {
            while (json.TryReadMember(out var member))
                page.Read(member, ref json, entry);
        }

        json.RequireEnd();
        return page;
    };

    /// <summary>All entries, of what has no pages.</summary>
    public ProviderPage<T> ToPage() => new(_data ?? [], null, _total);

    /// <summary>
    /// The entries that were asked for: as far as the page says that it reaches, and never beyond the total. Deezer
    /// drops entries and goes on: where, only <c>next</c> knows, and never the count of the entries.
    /// </summary>
    public ProviderPage<T> ToPage(PageRange asked)
    {
        var data = _data ?? [];
        var after = asked.Offset + asked.Size;
        // A `next` that cannot be read says that there is more, and not where.
        var goesOn = _hasNext && (_total is not null || (!_nextIsNull && data.Count > 0));
        var next = _nextIndex ?? (goesOn ? after : (long?)null);
        var end = Math.Min(next ?? after, _total ?? long.MaxValue);
        if (next >= _total)
            next = null;
        var count = (int)Math.Clamp(end - asked.Offset, 0, data.Count);
        return new ProviderPage<T>(count == data.Count ? data : data.GetRange(0, count), next, _total);
    }

    private void Read(scoped ReadOnlySpan<byte> member, ref LenientJsonReader json, JsonValueReader<T> entry)
    {
        if (member.SequenceEqual("data"u8)) _data = json.ReadList(entry) ?? _data;
        else if (member.SequenceEqual("total"u8)) _total = json.ReadCount() ?? _total;
        else if (member.SequenceEqual("error"u8)) Error = json.ReadElement();
        else if (member.SequenceEqual("next"u8)) ReadNext(ref json);
        else json.Skip();
    }

    private void ReadNext(ref LenientJsonReader json)
    {
        (_hasNext, _nextIsNull) = (true, json.IsNull);
        _nextIndex = ReadIndex(json.ReadString()) ?? _nextIndex;
    }

    // The link carries the user's access token: good for its index, then thrown away.
    private static long? ReadIndex(string? link) =>
        link?.IndexOf('?', StringComparison.Ordinal) is { } mark and >= 0
        && QueryHelpers.ParseQuery(link[mark..]).TryGetValue("index", out var index)
        && long.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
