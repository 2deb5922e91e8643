using System.Buffers;

namespace MusicAuth.Providers.Spotify.Compatibility;

/// <summary>Collects insertions, replacements and deletions in a JSON text, and applies them together.</summary>
internal sealed class JsonEdits
{
    private readonly List<(int From, int Length, byte[] Text)> _edits = [];

    public void Insert(int position, params ReadOnlySpan<byte> text) => _edits.Add((position, 0, text.ToArray()));

    public void Replace(JsonRange range, ReadOnlySpan<byte> text) =>
        _edits.Add((range.From, range.To - range.From, text.ToArray()));

    /// <summary>Deletes elements of an array, with their commas.</summary>
    public void Drop(IReadOnlyList<JsonRange> elements, Func<JsonRange, bool> isDropped)
    {
        for (var i = 0; i < elements.Count; i++)
        {
            if (!isDropped(elements[i]))
                continue;
            var last = i;
            while (last + 1 < elements.Count && isDropped(elements[last + 1]))
                last++;
            var from = last + 1 == elements.Count && i > 0 ? elements[i - 1].To : elements[i].From;
            var to = last + 1 < elements.Count ? elements[last + 1].From : elements[last].To;
            _edits.Add((from, to - from, []));
            i = last;
        }
    }

    public byte[] Apply(ReadOnlySpan<byte> json)
    {
        var output = new ArrayBufferWriter<byte>(json.Length + _edits.Sum(edit => edit.Text.Length) + 1);
        var copied = 0;
        foreach (var (from, length, text) in _edits.OrderBy(edit => edit.From))
        {
            output.Write(json[copied..from]);
            output.Write(text);
            copied = from + length;
        }

        output.Write(json[copied..]);
        return output.WrittenSpan.ToArray();
    }
}
