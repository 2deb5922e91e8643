namespace MusicAuth.Operations.Settings;

/// <summary>How far a mistyped name is from a right one.</summary>
internal static class NameSimilarity
{
    /// <summary>
    /// The least number of inserted, deleted, changed and swapped characters (optimal string alignment), whatever the
    /// case.
    /// </summary>
    public static int EditDistance(string left, string right)
    {
        var (a, b) = (left.ToUpperInvariant(), right.ToUpperInvariant());
        int[] beforeLast = [], last = [.. Enumerable.Range(0, b.Length + 1)];
        for (var i = 1; i <= a.Length; i++)
        {
            var row = new int[b.Length + 1];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                row[j] = Math.Min(Math.Min(last[j], row[j - 1]) + 1, change);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
            }

            (beforeLast, last) = (last, row);
        }

        return last[b.Length];
    }

    /// <summary>The nearest of several names, and those as near; in their order.</summary>
    public static IReadOnlyList<string> Nearest(string name, IEnumerable<string> names)
    {
        var ranked = names.Select(one => (Name: one, Distance: EditDistance(name, one))).ToList();
        var least = ranked.Min(one => one.Distance);
        return [.. ranked.Where(one => one.Distance == least).Select(one => one.Name).Distinct(StringComparer.Ordinal)];
    }
}
