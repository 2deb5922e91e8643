namespace MusicAuth.Providers;

/// <summary>
/// Lists the scopes that each operation of a provider's API needs. A line names methods, a path with <c>{}</c> for
/// variable segments, and the scopes. The first line that matches an operation applies.
/// </summary>
internal sealed class OperationScopeTable
{
    private const string Wildcard = "{}";

    private readonly Lazy<Dictionary<(string Method, int Segments), Operation[]>> _operations;

    // A start need not read the table.
    public OperationScopeTable(string lines) => _operations = new(() => lines
        .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .SelectMany(ParseLine)
        .GroupBy(operation => (operation.Method, operation.Path.Length))
        .ToDictionary(group => group.Key, group => group.ToArray()));

    /// <param name="method">HEAD counts as GET.</param>
    /// <param name="path">Below the API's base, such as <c>/me/library</c>; the query is ignored.</param>
    /// <returns>Empty if the operation needs no scope or is unknown.</returns>
    public IReadOnlyList<string> GetScopes(string method, string path)
    {
        var segments = SplitPath(path.Split('?', 2)[0]);
        var listedMethod = method.ToUpperInvariant() is var upper and not "HEAD" ? upper : "GET";
        return _operations.Value.TryGetValue((listedMethod, segments.Length), out var candidates)
            && Array.Find(candidates, candidate => candidate.Matches(segments)) is { } operation
                ? operation.Scopes
                : [];
    }

    private static IEnumerable<Operation> ParseLine(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words[0].Split(',').Select(method => new Operation(method, SplitPath(words[1]), words[2..]));
    }

    private static string[] SplitPath(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    private sealed record Operation(string Method, string[] Path, string[] Scopes)
    {
        public bool Matches(string[] segments) =>
            Path.Zip(segments).All(pair => pair.First == Wildcard || pair.First == pair.Second);
    }
}
