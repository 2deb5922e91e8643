using System.Buffers;

namespace MusicAuth.Providers.Spotify.Compatibility;

/// <summary>Changes to a JSON text: at a place, something goes and something else comes.</summary>
internal sealed class JsonEdits
{
    private readonly List<(int At, int Length, byte[] Text)> _edits = [];

    public bool IsEmpty => _edits.Count == 0;

    public void Insert(int at, params ReadOnlySpan<byte> text) => _edits.Add((at, 0, text.ToArray()));

    public void Replace(JsonRange part, ReadOnlySpan<byte> text) =>
        _edits.Add((part.From, part.To - part.From, text.ToArray()));

    /// <summary>Leaves elements of an array out, with their commas.</summary>
    public void Drop(IReadOnlyList<JsonRange> elements, Func<JsonRange, bool> isDropped)
    {
        for (var i = 0; i < elements.Count; i++)
        {
            if (!isDropped(elements[i]))
                continue;
            var end = i;
            while (end + 1 < elements.Count && isDropped(elements[end + 1]))
                end++;
            var from = end + 1 == elements.Count && i > 0 ? elements[i - 1].To : elements[i].From;
            var to = end + 1 < elements.Count ? elements[end + 1].From : elements[end].To;
            _edits.Add((from, to - from, []));
            i = end;
        }
    }

    public byte[] Apply(ReadOnlySpan<byte> json)
    {
        var output = new ArrayBufferWriter<byte>(json.Length + _edits.Sum(edit => edit.Text.Length) + 1);
        var at = 0;
        foreach (var (place, length, text) in _edits.OrderBy(edit => edit.At))
        {
            output.Write(json[at..place]);
            output.Write(text);
            at = place + length;
        }

        output.Write(json[at..]);
        return output.WrittenSpan.ToArray();
    }
}
