using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace MusicAuth.Providers.Deezer.Mapping;

internal sealed class DeezerPage<T>(JsonValueReader<T?> readItem) : ProviderListResponse<T> where T : class
{
    private JsonElement _error;
    private bool _hasNext;
    private bool _nextIsNull;
    private long? _nextIndex;

    public override ProviderListResponse<T> Read(ReadOnlySpan<byte> body)
    {
        base.Read(body);
        DeezerFaults.ThrowIfError(_error);
        return this;
    }

    /// <summary>
    /// Keeps the items of the requested range, as far as the response's next link and total allow. Deezer leaves items
    /// out and continues at a later index, which only <c>next</c> names.
    /// </summary>
    public override ProviderPage<T> ToPage(PageRange? range)
    {
        var items = Items ?? [];
        if (range is not (var offset, var size))
            return new ProviderPage<T>(items, NextOffset: null, Total);
        var endOfRange = offset + size;
        // An unreadable `next` shows that the list continues, but not where.
        var hasMore = _hasNext && (Total is not null || (!_nextIsNull && items.Count > 0));
        var next = _nextIndex ?? (hasMore ? endOfRange : (long?)null);
        var end = Math.Min(next ?? endOfRange, Total ?? long.MaxValue);
        var count = (int)Math.Clamp(end - offset, 0, items.Count);
        return new ProviderPage<T>(
            count == items.Count ? items : items.GetRange(0, count), next >= Total ? null : next, Total);
    }

    protected override bool ReadMember(scoped ReadOnlySpan<byte> name, ref LenientJsonReader reader)
    {
        if (name.SequenceEqual("data"u8)) Items = reader.ReadList(readItem) ?? Items;
        else if (name.SequenceEqual("error"u8)) _error = reader.ReadElement();
        else if (name.SequenceEqual("next"u8)) ReadNext(ref reader);
        else return false;
        return true;
    }

    private void ReadNext(ref LenientJsonReader reader)
    {
        (_hasNext, _nextIsNull) = (true, reader.IsNull);
        _nextIndex = ParseIndex(reader.ReadString()) ?? _nextIndex;
    }

    // The link holds the user's access token, so nothing but the index is kept.
    private static long? ParseIndex(string? link) =>
        link?.IndexOf('?', StringComparison.Ordinal) is { } mark and >= 0
        && QueryHelpers.ParseQuery(link[mark..]).TryGetValue("index", out var index)
        && long.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
