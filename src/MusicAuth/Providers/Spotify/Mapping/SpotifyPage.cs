namespace MusicAuth.Providers.Spotify.Mapping;

/// <summary>A page of a list, and what it says of itself.</summary>
internal sealed record SpotifyPage<T> where T : class
{
    private List<T?>? _items;
    private long? _limit;
    private long? _offset;
    private long? _total;

    // Spotify's own `next` leads to an address that it has removed: only its presence counts. Null is unreadable.
    private bool? _hasNext = false;

    public bool HasItems => _items is not null;

    public static ResponseReader<SpotifyPage<T>> CreateReader(JsonValueReader<T> entry) => body =>
    {
        var json = new LenientJsonReader(body);
        var page = new SpotifyPage<T>();
        if (json.TryEnterObject())
        {
            while (json.TryReadMember(out var member))
                page.Read(member, ref json, entry);
        }

        json.RequireEnd();
        return page;
    };

    /// <summary>
    /// The entries that were asked for: as far as the page holds them by its own offset and limit, and never beyond the
    /// total. Ids are not compared, since a playlist may hold a track twice.
    /// </summary>
    public ProviderPage<T> ToPage(PageRange asked)
    {
        var items = _items ?? [];
        var begin = _offset ?? asked.Offset;
        var step = _limit is > 0 and var limit && limit < asked.Size ? limit : asked.Size;
        var after = begin + step;
        var end = Math.Min(after, _total ?? after);
        // A list that shrank is given from an earlier entry on, which a window before this one has.
        var first = (int)Math.Clamp(asked.Offset - begin, 0, items.Count);
        var count = (int)Math.Clamp(end - begin - first, 0, items.Count - first);
        // Pages may be short in the middle of a list, so the count of entries tells nothing of its end.
        var goesOn = _total is { } total ? after < total : _hasNext ?? items.Count > 0;
        return new ProviderPage<T>(
            count == items.Count ? items : items.GetRange(first, count), goesOn ? after : null, _total);
    }

    private void Read(scoped ReadOnlySpan<byte> member, ref LenientJsonReader json, JsonValueReader<T> entry)
    {
        if (member.SequenceEqual("items"u8)) _items = json.ReadList(entry) ?? _items;
        else if (member.SequenceEqual("limit"u8)) _limit = json.ReadCount() ?? _limit;
        else if (member.SequenceEqual("offset"u8)) _offset = json.ReadCount() ?? _offset;
        else if (member.SequenceEqual("total"u8)) _total = json.ReadCount() ?? _total;
        else if (member.SequenceEqual("next"u8)) _hasNext = HasText(ref json);
        else json.Skip();
    }

    private static bool? HasText(ref LenientJsonReader json)
    {
        var isNull = json.IsNull;
        return json.ReadString() is { Length: > 0 } ? true : isNull ? false : null;
    }
}
