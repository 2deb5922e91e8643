namespace MusicAuth.Sandbox.Users;

/// <summary>A list that is computed from its positions until it is changed. It is immutable.</summary>
internal sealed class ListContents
{
    private readonly int _count;
    private readonly ListEntry[]? _changed;

    public ListContents(int count) => _count = count;

    private ListContents(ListEntry[] changed) => (_changed, _count) = (changed, changed.Length);

    public int Count => _count;

    public ListEntry this[int at] => _changed is null ? new(at) : _changed[at];

    public ListContents Change(Action<List<ListEntry>> change)
    {
        var lines = new List<ListEntry>(_count);
        for (var at = 0; at < _count; at++) lines.Add(this[at]);
        change(lines);
        return new([.. lines]);
    }

    public int FindIndex(Func<ListEntry, bool> matches)
    {
        for (var at = 0; at < _count; at++)
        {
            if (matches(this[at])) return at;
        }

        return -1;
    }
}
