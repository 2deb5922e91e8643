namespace MusicAuth.Sandbox.Users;

/// <summary>The users that the consent pages offer.</summary>
internal sealed class SandboxUsers
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<int, SandboxUser> _byNumber = [];

    public SandboxUsers() => Reset();

    public IReadOnlyList<SandboxUser> All
    {
        get { lock (_gate) return [.. _byNumber.Values]; }
    }

    public SandboxUser? Find(string? name) =>
        All.FirstOrDefault(user => string.Equals(user.Name, name, StringComparison.OrdinalIgnoreCase));

    public SandboxUser? ByNumber(int number)
    {
        lock (_gate) return _byNumber.GetValueOrDefault(number);
    }

    public SandboxUser GetOrAdd(string name)
    {
        if (Find(name) is { } known) return known;
        lock (_gate)
        {
            var user = new SandboxUser(_byNumber.Keys.Max() + 1, name.ToLowerInvariant());
            return _byNumber[user.Number] = user;
        }
    }

    public void Reset()
    {
        lock (_gate)
        {
            _byNumber.Clear();
            _byNumber[1] = new(1, "alma") { Spotify = new(111, 5320), Deezer = new(28, 339) };
            _byNumber[2] = new(2, "basil") { Spotify = new(0, 0), Deezer = new(0, 0) };
            _byNumber[3] = new(3, "cleo") { HasAnomalies = true, Spotify = new(24, 60), Deezer = new(10, 60) };
            _byNumber[4] = new(4, "dora");
        }
    }
}
