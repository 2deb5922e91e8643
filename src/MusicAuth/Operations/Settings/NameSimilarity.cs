namespace MusicAuth.Operations.Settings;

/// <summary>Compares a mistyped name with the names that exist.</summary>
internal static class NameSimilarity
{
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

    public static IReadOnlyList<string> Nearest(string name, IEnumerable<string> names)
    {
        var ranked = names.Select(candidate => (Name: candidate, Distance: EditDistance(name, candidate))).ToList();
        var smallest = ranked.Min(candidate => candidate.Distance);
        return [.. ranked.Where(candidate => candidate.Distance == smallest).Select(candidate => candidate.Name)
            .Distinct(StringComparer.Ordinal)];
    }
}
