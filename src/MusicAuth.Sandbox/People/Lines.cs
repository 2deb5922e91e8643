namespace MusicAuth.Sandbox.People;

/// <summary>What somebody put into a list, and when. Only playlists have an owner.</summary>
internal sealed record Addition(IdKind Kind, int Owner, int Index, DateTimeOffset At)
{
    public bool Is(IdKind kind, int owner, int index) => (Kind, Owner, Index) == (kind, owner, index);
}

/// <summary>One line of a list: the place it has had from the beginning, or what was added.</summary>
internal readonly record struct Line(int Origin, Addition? Added = null);

/// <summary>A list that is computed from its positions until somebody changes it. It never changes itself.</summary>
internal sealed class Lines
{
    private readonly int _count;
    private readonly Line[]? _changed;

    public Lines(int count) => _count = count;

    private Lines(Line[] changed) => (_changed, _count) = (changed, changed.Length);

    public int Count => _count;

    public Line this[int at] => _changed is null ? new(at) : _changed[at];

    public Lines Change(Action<List<Line>> change)
    {
        var lines = new List<Line>(_count);
        for (var at = 0; at < _count; at++) lines.Add(this[at]);
        change(lines);
        return new([.. lines]);
    }

    public int Find(Func<Line, bool> isIt)
    {
        for (var at = 0; at < _count; at++)
        {
            if (isIt(this[at])) return at;
        }

        return -1;
    }
}
