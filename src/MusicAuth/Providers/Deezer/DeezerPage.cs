using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using MusicAuth.Library;
using MusicAuth.Upstream;

namespace MusicAuth.Providers.Deezer;

/// <summary>A page of a list, and what it says of itself.</summary>
internal sealed record DeezerPage<T> : IDeezerAnswer where T : class
{
    private List<T?>? _data;
    private long? _total;
    private bool _hasNext;
    private bool _nextIsNull;
    private long? _nextIndex;

    public JsonElement Error { get; private set; }

    public bool HasData => _data is not null;

    public static AnswerReader<DeezerPage<T>> With(LenientReader<T> entry) => body =>
    {
        var json = new LenientJson(body);
        var page = new DeezerPage<T>();
        if (json.EntersObject())
        {
            while (json.NextMember(out var member))
                page.Read(member, ref json, entry);
        }

        json.End();
        return page;
    };

    /// <summary>All entries, of what has no pages.</summary>
    public Window<T> ToWindow() => new(_data ?? [], null, _total);

    /// <summary>
    /// The entries that were asked for: as far as the page says that it reaches, and never beyond the total. Deezer
    /// drops entries and goes on: where, only <c>next</c> knows, and never the count of the entries.
    /// </summary>
    public Window<T> ToWindow(WindowRange asked)
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
        return new Window<T>(count == data.Count ? data : data.GetRange(0, count), next, _total);
    }

    private void Read(scoped ReadOnlySpan<byte> member, ref LenientJson json, LenientReader<T> entry)
    {
        if (member.SequenceEqual("data"u8)) _data = json.ListOf(entry) ?? _data;
        else if (member.SequenceEqual("total"u8)) _total = json.Count() ?? _total;
        else if (member.SequenceEqual("error"u8)) Error = json.Element();
        else if (member.SequenceEqual("next"u8)) ReadNext(ref json);
        else json.Skip();
    }

    private void ReadNext(ref LenientJson json)
    {
        (_hasNext, _nextIsNull) = (true, json.IsNull);
        _nextIndex = IndexIn(json.Text()) ?? _nextIndex;
    }

    // The link carries the user's access token: good for its index, then thrown away.
    private static long? IndexIn(string? link) =>
        link?.IndexOf('?', StringComparison.Ordinal) is { } mark and >= 0
        && QueryHelpers.ParseQuery(link[mark..]).TryGetValue("index", out var index)
        && long.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
