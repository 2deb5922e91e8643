using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Architecture;

/// <summary>In a slice two files can refer to each other, but no three or more can form a cycle.</summary>
public sealed class CycleTests
{
    [Fact]
    public void No_slice_has_a_cycle_of_three_or_more_files()
    {
        var edges =
            from type in Slices.Code.Types
            where type.FullName.StartsWith("MusicAuth.")
            from dependency in type.Dependencies
            let pair = (From: OuterOf(type.FullName), To: OuterOf(dependency.Target.FullName))
            where pair.From != pair.To && Slices.Of(pair.From) is { } slice && slice == Slices.Of(pair.To)
            select pair;

        Cycles(edges).ShouldBeEmpty();
    }

    [Fact]
    public void A_cycle_of_three_is_found_and_a_pair_is_allowed() =>
        Cycles([("A", "B"), ("B", "C"), ("C", "A"), ("C", "D"), ("D", "E"), ("E", "D")]).ShouldBe(["A, B, C"]);

    // A cycle is a set of types that reach each other. A slice has few types, so the search starts at each of them.
    private static IEnumerable<string> Cycles(IEnumerable<(string From, string To)> edges)
    {
        var uses = edges.Distinct().ToLookup(edge => edge.From, edge => edge.To);
        var reached = uses.ToDictionary(node => node.Key, node => Reach(uses, node.Key));
        return reached
            .Select(node => node.Value
                .Where(other => reached.TryGetValue(other, out var back) && back.Contains(node.Key))
                .Order(StringComparer.Ordinal).ToArray())
            .Where(cycle => cycle.Length >= 3)
            .Select(cycle => string.Join(", ", cycle))
            .Distinct();
    }

    private static HashSet<string> Reach(ILookup<string, string> uses, string from)
    {
        HashSet<string> reached = [];
        var open = new Stack<string>(uses[from]);
        while (open.TryPop(out var next))
        {
            if (!reached.Add(next)) continue;
            foreach (var further in uses[next]) open.Push(further);
        }

        return reached;
    }

    private static string OuterOf(string type) => type.Split('+', '/', '`', '<')[0];
}
