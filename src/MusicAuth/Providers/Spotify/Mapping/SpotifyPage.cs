namespace MusicAuth.Providers.Spotify.Mapping;

internal sealed class SpotifyPage<T>(JsonValueReader<T?> readItem) : ProviderListResponse<T> where T : class
{
    private long? _limit;
    private long? _offset;

    // Spotify's `next` links to an address that Spotify has removed, so only its presence counts. Null is unreadable.
    private bool? _hasNext = false;

    /// <summary>
    /// Keeps the items of the requested range, as far as the response's own offset, limit and total allow. Ids are not
    /// compared: a playlist can hold a track twice.
    /// </summary>
    public override ProviderPage<T> ToPage(PageRange? range)
    {
        var items = Items ?? [];
        var (requestedOffset, requestedSize) = range.GetValueOrDefault();
        var offset = _offset ?? requestedOffset;
        var size = _limit is > 0 and var limit && limit < requestedSize ? limit : requestedSize;
        var nextOffset = offset + size;
        var end = Math.Min(nextOffset, Total ?? nextOffset);
        // If the list has shrunk, the response begins with items that an earlier page held.
        var first = (int)Math.Clamp(requestedOffset - offset, 0, items.Count);
        var count = (int)Math.Clamp(end - offset - first, 0, items.Count - first);
        // A page in the middle of a list can be short, so the number of items does not show its end.
        var hasMore = Total is { } total ? nextOffset < total : _hasNext ?? items.Count > 0;
        return new ProviderPage<T>(
            count == items.Count ? items : items.GetRange(first, count), hasMore ? nextOffset : null, Total);
    }

    protected override bool ReadMember(scoped ReadOnlySpan<byte> name, ref LenientJsonReader reader)
    {
        if (name.SequenceEqual("items"u8)) Items = reader.ReadList(readItem) ?? Items;
        else if (name.SequenceEqual("limit"u8)) _limit = reader.ReadCount() ?? _limit;
        else if (name.SequenceEqual("offset"u8)) _offset = reader.ReadCount() ?? _offset;
        else if (name.SequenceEqual("next"u8)) _hasNext = ReadHasNext(ref reader);
        else return false;
        return true;
    }

    private static bool? ReadHasNext(ref LenientJsonReader reader)
    {
        var isNull = reader.IsNull;
        return reader.ReadNonEmptyString() is not null ? true : isNull ? false : null;
    }
}
