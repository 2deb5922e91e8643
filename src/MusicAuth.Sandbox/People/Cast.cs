namespace MusicAuth.Sandbox.People;

/// <summary>Who may be chosen on the consent pages.</summary>
internal sealed class Cast
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<int, Person> _byNumber = [];

    public Cast() => Reset();

    public IReadOnlyList<Person> Everybody
    {
        get { lock (_gate) return [.. _byNumber.Values]; }
    }

    public Person? Find(string? name) =>
        Everybody.FirstOrDefault(person => string.Equals(person.Name, name, StringComparison.OrdinalIgnoreCase));

    public Person? ByNumber(int number)
    {
        lock (_gate) return _byNumber.GetValueOrDefault(number);
    }

    public Person Meet(string name)
    {
        if (Find(name) is { } known) return known;
        lock (_gate)
        {
            var person = new Person(_byNumber.Keys.Max() + 1, name.ToLowerInvariant());
            return _byNumber[person.Number] = person;
        }
    }

    public void Reset()
    {
        lock (_gate)
        {
            _byNumber.Clear();
            _byNumber[1] = new(1, "alma") { Spotify = new(111, 5320), Deezer = new(28, 339) };
            _byNumber[2] = new(2, "basil") { Spotify = new(0, 0), Deezer = new(0, 0) };
            _byNumber[3] = new(3, "cleo") { Odd = true, Spotify = new(24, 60), Deezer = new(10, 60) };
            _byNumber[4] = new(4, "dora");
        }
    }
}
