using System.Collections.Frozen;

namespace MusicAuth.Providers;

/// <summary>
/// Which scopes an operation of a provider's API needs. A line names methods, a path with <c>{}</c> for what varies,
/// and the scopes; the first line that fits counts.
/// </summary>
internal sealed class OperationScopeTable
{
    private const string Wildcard = "{}";

    private readonly FrozenDictionary<(string Method, int Segments), Operation[]> _operations;

    public OperationScopeTable(string lines) => _operations = lines
        .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .SelectMany(Read)
        .GroupBy(operation => (operation.Method, operation.Path.Length))
        .ToFrozenDictionary(group => group.Key, group => group.ToArray());

    /// <param name="method">HEAD is a GET.</param>
    /// <param name="path">Below the API's base; a query is passed over.</param>
    /// <returns>Empty where the operation needs none or is not known.</returns>
    public IReadOnlyList<string> ScopesFor(string method, string path)
    {
        var segments = Segments(path.Split('?', 2)[0]);
        var asked = method.ToUpperInvariant() is var upper and not "HEAD" ? upper : "GET";
        return _operations.TryGetValue((asked, segments.Length), out var candidates)
            && Array.Find(candidates, candidate => candidate.Fits(segments)) is { } operation
                ? operation.Scopes
                : [];
    }

    private static IEnumerable<Operation> Read(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words[0].Split(',').Select(method => new Operation(method, Segments(words[1]), words[2..]));
    }

    private static string[] Segments(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    private sealed record Operation(string Method, string[] Path, string[] Scopes)
    {
        public bool Fits(string[] segments) => !Path.Where(
            (part, i) => part != Wildcard && !string.Equals(part, segments[i], StringComparison.Ordinal)).Any();
    }
}
